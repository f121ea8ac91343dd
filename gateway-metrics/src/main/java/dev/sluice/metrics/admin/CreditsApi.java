package dev.sluice.metrics.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.core.manage.CreditAdmin;
import dev.sluice.core.manage.CreditAdmin.ChangeView;
import dev.sluice.core.manage.CreditAdmin.Direction;
import dev.sluice.core.manage.CreditAdmin.Order;
import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Refusal;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Answers what is asked about users' credits under {@code /api/v1}. */
final class CreditsApi {

    private static final String KEY = "Idempotency-Key";

    private final CreditAdmin credits;

    CreditsApi(CreditAdmin credits) {
        this.credits = credits;
    }

    /** @param action {@code top_up} or {@code take}; null: the former */
    record CreditBody(
            @JsonProperty @Nullable BigDecimal usd,
            @JsonProperty @Nullable String action) {}

    Answer balance(Call call) {
        return Answer.of(200, Paging.of(call.request()).then(cut -> credits.balance(call.path("id"), cut)));
    }

    /** 201 when it was made now, 200 when it had been made before. */
    Answer change(Call call) {
        Outcome<ChangeView> outcome = key(call)
                .then(key -> Json.read(call.body(), CreditBody.class).then(body -> order(body, key)))
                .then(order -> credits.change(call.path("id"), order));
        return outcome.fold(change -> Answer.json(change.repeated() ? 200 : 201, change), Answer::refusal);
    }

    private static Outcome<String> key(Call call) {
        return call.request()
                .header(KEY)
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(new Refusal(
                        Refusal.Kind.INVALID,
                        "idempotency_key_missing",
                        "one header Idempotency-Key is needed, the same for each repetition and no other change",
                        null)));
    }

    private static Outcome<Order> order(CreditBody body, String key) {
        String action = body.action() == null ? "top_up" : body.action();
        return switch (action) {
            case "top_up" -> Outcome.done(new Order(body.usd(), Direction.TOP_UP, key));
            case "take" -> Outcome.done(new Order(body.usd(), Direction.TAKE, key));
            default -> Outcome.refused(Refusal.invalid("action", "must be top_up or take"));
        };
    }
}
