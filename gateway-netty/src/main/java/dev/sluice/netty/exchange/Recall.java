package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.User;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Pin;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.netty.wire.RequestHead;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a response is kept that a request is about, or goes on with: in memory, else in the store, which is
 * waited for within bounds and never by the event loop. One a look-up; lives on the exchange's event loop.
 */
final class Recall {

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final byte[] STREAM = HeaderRules.ascii("stream=true");

    private final Consumer<Found> then;
    private @Nullable Future<?> deadline;
    private boolean told;

    /** Where it is kept; or, with neither, that it is not known; or why nobody can say. */
    record Found(@Nullable Pin pin, @Nullable Code failure) {

        private static final Found NOTHING = new Found(null, null);
        private static final Found FAILED = new Found(null, Code.STORE_UNAVAILABLE);

        private static Found at(ResponseHome home) {
            return new Found(new Pin(home.provider(), home.key()), null);
        }
    }

    private Recall(Consumer<Found> then) {
        this.then = then;
    }

    /**
     * Whose a response is, and nobody else may see: the tenant's that the key belongs to, else its user's, else the
     * key's own. The name of a key has no colon.
     */
    static String owner(@Nullable Account who) {
        if (who == null || who.key().equals(ClientKey.ANYONE)) {
            return "open";
        }
        if (who.hasTenant()) {
            return "tenant:" + who.tenant().id();
        }
        User user = who.user();
        return user == null ? who.key().id() : "user:" + user.id();
    }

    /** Whether the response is to be told as the stream that it was. */
    static boolean asksForStream(Endpoint endpoint, RequestHead head) {
        return endpoint == Endpoint.RESPONSE && Query.has(head, STREAM);
    }

    /** Looks it up, and tells on the exchange's event loop, at once or later. */
    static void find(ExchangeLoop shared, ResponseHome.Id id, Consumer<Found> then) {
        ResponseHome recent = shared.homes().recent(id);
        if (recent != null) {
            then.accept(Found.at(recent));
            return;
        }
        Recall recall = new Recall(then);
        recall.deadline =
                shared.loop().executor().schedule(() -> recall.tell(Found.FAILED), MOST_NANOS, TimeUnit.NANOSECONDS);
        shared.homes()
                .find(id)
                .whenComplete((found, failed) ->
                        shared.loop().executor().execute(() -> recall.tell(failed == null ? of(found) : Found.FAILED)));
    }

    private static Found of(Optional<ResponseHome> found) {
        return found.map(Found::at).orElse(Found.NOTHING);
    }

    private void tell(Found found) {
        if (!told) {
            told = true;
            if (deadline != null) {
                deadline.cancel(false);
            }
            then.accept(found);
        }
    }
}
