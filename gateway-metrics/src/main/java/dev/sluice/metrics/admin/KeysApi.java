package dev.sluice.metrics.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.core.manage.KeyAdmin;
import dev.sluice.core.manage.KeyChange;
import dev.sluice.core.manage.KeyEdit;
import dev.sluice.core.manage.KeyView;
import dev.sluice.core.manage.NewKey;
import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Refusal;
import dev.sluice.core.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Answers what is asked about providers' keys under {@code /api/v1}. Waits for the store, but not for long. */
final class KeysApi {

    /** The largest body that adds keys: as many as may be added at once, each as long as it may be. */
    static final int MAX_BODY = 24 * 1024 * 1024;

    private final KeyAdmin keys;
    private final StoreWait store;

    KeysApi(KeyAdmin keys, StoreWait store) {
        this.keys = keys;
        this.store = store;
    }

    record KeysBody(@JsonProperty @Nullable List<@Nullable KeyBody> keys) {}

    record KeyBody(
            @JsonProperty @Nullable String name,
            @JsonProperty @Nullable String value,
            @JsonProperty @Nullable Integer priority) {

        @Override
        public String toString() {
            return "key " + name;
        }
    }

    record Added(int added) {}

    Answer list(Call call) {
        return Answer.of(200, Paging.of(call.request()).then(cut -> keys.list(call.path("provider"), cut)));
    }

    Answer add(Call call) throws InterruptedException, ExecutionException {
        Outcome<List<NewKey>> asked = Json.read(call.body(), KeysBody.class).then(KeysApi::newKeys);
        if (asked instanceof Outcome.Done<List<NewKey>> done) {
            return Answer.of(
                    201,
                    store.await(keys.add(call.path("provider"), done.value())).map(Added::new));
        }
        return Answer.of(201, asked);
    }

    Answer find(Call call) {
        return tagged(keys.find(call.path("provider"), call.path("key")), KeyView::version);
    }

    Answer delete(Call call) throws InterruptedException, ExecutionException {
        return call.body().length > 0
                ? Answer.error(400, "invalid_body", "DELETE takes no body here")
                : edit(call, keys::delete);
    }

    Answer disable(Call call) throws InterruptedException, ExecutionException {
        return change(call, keys::disable);
    }

    Answer restore(Call call) throws InterruptedException, ExecutionException {
        return change(call, keys::restore);
    }

    private Answer change(Call call, Function<KeyEdit, CompletionStage<Outcome<KeyChange>>> step)
            throws InterruptedException, ExecutionException {
        Outcome<EmptyBody> body = EmptyBody.of(call);
        return body instanceof Outcome.Done ? edit(call, step) : Answer.of(200, body);
    }

    private Answer edit(Call call, Function<KeyEdit, CompletionStage<Outcome<KeyChange>>> step)
            throws InterruptedException, ExecutionException {
        Outcome<KeyEdit> edit = EntityTags.wanted(call.request())
                .map(version -> new KeyEdit(call.path("provider"), call.path("key"), version.orElse(null)));
        return edit instanceof Outcome.Done<KeyEdit> done
                ? tagged(
                        store.await(step.apply(done.value())),
                        change -> change.key().version())
                : Answer.of(200, edit);
    }

    private static <T> Answer tagged(Outcome<T> outcome, ToLongFunction<T> version) {
        return outcome.fold(
                value -> Answer.json(200, value).with("ETag", EntityTags.of(version.applyAsLong(value))),
                Answer::refusal);
    }

    private static Outcome<List<NewKey>> newKeys(KeysBody body) {
        List<@Nullable KeyBody> asked = body.keys();
        if (asked == null) {
            return missing("keys");
        }
        List<NewKey> keys = new ArrayList<>(asked.size());
        for (KeyBody key : asked) {
            String field = "keys[" + keys.size() + "]";
            if (key == null) {
                return missing(field);
            }
            String name = key.name();
            String value = key.value();
            Integer priority = key.priority();
            if (name == null || value == null) {
                return missing(field + (name == null ? ".name" : ".value"));
            }
            keys.add(new NewKey(name, new Secret(value), priority == null ? NewKey.USUAL_PRIORITY : priority));
        }
        return Outcome.done(keys);
    }

    private static <T> Outcome<T> missing(String field) {
        return Outcome.refused(Refusal.invalid(field, "is missing"));
    }
}
