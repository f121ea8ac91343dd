package dev.sluice.metrics.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.core.manage.KeyAdmin;
import dev.sluice.core.manage.KeyChange;
import dev.sluice.core.manage.NewKey;
import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Refusal;
import dev.sluice.core.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
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
        return Answer.of(200, keys.find(call.path("provider"), call.path("key")));
    }

    Answer delete(Call call) throws InterruptedException, ExecutionException {
        if (call.body().length > 0) {
            return Answer.error(400, "invalid_body", "DELETE takes no body here");
        }
        return Answer.of(200, store.await(keys.delete(call.path("provider"), call.path("key"))));
    }

    Answer disable(Call call) throws InterruptedException, ExecutionException {
        return change(call, keys::disable);
    }

    Answer restore(Call call) throws InterruptedException, ExecutionException {
        return change(call, keys::restore);
    }

    private Answer change(Call call, BiFunction<String, String, CompletionStage<Outcome<KeyChange>>> step)
            throws InterruptedException, ExecutionException {
        Outcome<EmptyBody> body = EmptyBody.of(call);
        return body instanceof Outcome.Done
                ? Answer.of(200, store.await(step.apply(call.path("provider"), call.path("key"))))
                : Answer.of(200, body);
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
