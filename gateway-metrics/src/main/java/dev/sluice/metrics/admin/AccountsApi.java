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
import dev.sluice.core.manage.Refusal;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers what is asked about one kind of what accounts are made of, under {@code /api/v1}. */
final class AccountsApi {

    private static final Pattern TAG = Pattern.compile("\"([0-9]{1,18})\"");

    /** A version that nothing has. */
    private static final long NONE = -1;

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
        List<String> tags = call.request().headers("If-Match");
        if (tags.size() > 1) {
            return Answer.refusal(Refusal.invalid("if-match", "stands more than once"));
        }
        Long version = tags.isEmpty() ? null : version(tags.get(0).trim());
        Edit edit = new Edit(kind, call.path("id"), version, Operator.of(call.request()));
        return tagged(200, store.await(step.apply(edit)).map(View::of));
    }

    /** What a tag stands for (RFC 9110, 13.1.1): a star for any, and what is none of ours for none. */
    private static @Nullable Long version(String tag) {
        if (tag.equals("*")) {
            return null;
        }
        Matcher matcher = TAG.matcher(tag);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : NONE;
    }

    private static Answer tagged(int status, Outcome<View> outcome) {
        return outcome.fold(
                view -> Answer.json(status, view).with("ETag", "\"" + view.version() + "\""), Answer::refusal);
    }
}
