package dev.sluice.metrics.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.manage.AccountAdmin;
import dev.sluice.core.manage.Edit;
import dev.sluice.core.manage.ItemView;
import dev.sluice.core.manage.Made;
import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Page;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers what is asked about one kind of what accounts are made of, under {@code /api/v1}. */
final class AccountsApi {

    private final ItemKind kind;
    private final AccountAdmin accounts;
    private final StoreWait store;

    AccountsApi(ItemKind kind, AccountAdmin accounts, StoreWait store) {
        this.kind = kind;
        this.accounts = accounts;
        this.store = store;
    }

    /** The last part of the paths of a kind. */
    static String path(ItemKind kind) {
        return switch (kind) {
            case TENANT -> "/tenants";
            case USER -> "/users";
            case ROLE -> "/roles";
            case PLAN -> "/plans";
            case CLIENT_KEY -> "/client-keys";
            case SUBSCRIPTION -> "/subscriptions";
            case TRIAL -> "/trials";
        };
    }

    /** @param value of a client key that was made just now; left out otherwise */
    record View(
            String id,
            Item.Source source,
            long version,
            JsonNode definition,
            @JsonInclude(Include.NON_NULL) @Nullable String value) {

        static View of(ItemView item) {
            return new View(item.id(), item.source(), item.version(), item.document(), null);
        }

        static View of(Made made) {
            ItemView item = made.item();
            String value = made.value() == null ? null : made.value().value();
            return new View(item.id(), item.source(), item.version(), item.document(), value);
        }

        /** There may be a key in it. */
        @Override
        public String toString() {
            return id;
        }
    }

    record Views(List<View> items, @Nullable String next) {

        static Views of(Page<ItemView> page) {
            return new Views(page.items().stream().map(View::of).toList(), page.next());
        }
    }

    Answer list(Call call) {
        return Answer.of(
                200,
                Paging.of(call.request()).map(cut -> accounts.list(kind, cut)).map(Views::of));
    }

    Answer find(Call call) {
        return tagged(200, accounts.find(kind, call.path("id")).map(View::of));
    }

    Answer create(Call call) throws InterruptedException, ExecutionException {
        String who = Operator.of(call.request());
        Outcome<JsonNode> body = Json.read(call.body(), JsonNode.class);
        if (body instanceof Outcome.Done<JsonNode> done) {
            Outcome<View> made =
                    store.await(accounts.create(kind, done.value(), who)).map(View::of);
            return made.fold(
                    view -> tagged(201, made).with("Location", ApiRoutes.ROOT + path(kind) + "/" + view.id()),
                    Answer::refusal);
        }
        return Answer.of(201, body);
    }

    Answer replace(Call call) throws InterruptedException, ExecutionException {
        Outcome<JsonNode> body = Json.read(call.body(), JsonNode.class);
        return body instanceof Outcome.Done<JsonNode> done
                ? change(call, edit -> accounts.replace(edit, done.value()))
                : Answer.of(200, body);
    }

    Answer cancel(Call call) throws InterruptedException, ExecutionException {
        Outcome<EmptyBody> body = EmptyBody.of(call);
        return body instanceof Outcome.Done ? change(call, accounts::cancel) : Answer.of(200, body);
    }

    Answer delete(Call call) throws InterruptedException, ExecutionException {
        return call.body().length > 0
                ? Answer.error(400, "invalid_body", "DELETE takes no body here")
                : change(call, accounts::delete);
    }

    private Answer change(Call call, Function<Edit, CompletionStage<Outcome<ItemView>>> step)
            throws InterruptedException, ExecutionException {
        Outcome<Edit> edit = EntityTags.wanted(call.request())
                .map(version -> new Edit(kind, call.path("id"), version.orElse(null), Operator.of(call.request())));
        return edit instanceof Outcome.Done<Edit> done
                ? tagged(200, store.await(step.apply(done.value())).map(View::of))
                : Answer.of(200, edit);
    }

    private static Answer tagged(int status, Outcome<View> outcome) {
        return outcome.fold(
                view -> Answer.json(status, view).with("ETag", EntityTags.of(view.version())), Answer::refusal);
    }
}
