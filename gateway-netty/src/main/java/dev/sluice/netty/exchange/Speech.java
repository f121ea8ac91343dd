package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.Dialects;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.wire.RequestHead;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** In whose words a request comes, and is answered by the gateway. Stateless. */
final class Speech {

    private static final Dialects DIALECTS = new Dialects();
    private static final byte[] ANTHROPIC_VERSION = HeaderRules.ascii("anthropic-version");

    private Speech() {}

    /** The dialect of a request: its endpoint's, or its group's, where that is all that its path tells. */
    static Dialect of(Endpoint endpoint, @Nullable RequestHead head, @Nullable Destination group) {
        boolean told = endpoint.isModel()
                || group != null && endpoint.kind() == Endpoint.Kind.STATEFUL && isSpokenBy(group, endpoint);
        if (group != null && !told) {
            return of(group);
        }
        // Two protocols have their list of models at one path.
        boolean shared = endpoint == Endpoint.MODELS || endpoint == Endpoint.MODEL;
        boolean anthropic = shared && head != null && head.headers().find(ANTHROPIC_VERSION) >= 0;
        return DIALECTS.of(anthropic ? Protocol.ANTHROPIC : endpoint.protocol());
    }

    /** Whether some target of a group speaks the dialect of an endpoint. */
    static boolean isSpokenBy(Destination group, Endpoint called) {
        for (Target target : group.targets()) {
            if (target.provider().dialect().protocol() == called.protocol()) {
                return true;
            }
        }
        return false;
    }

    /** Why an endpoint does not serve what goes there: nobody there can be asked. */
    static Failure refusal(Endpoint called, Destination served) {
        Protocol spoken = of(served).protocol();
        return Failure.of(
                Code.DIALECT_NOT_SERVED,
                "What serves this model has nothing like " + called.template() + "; call POST "
                        + instead(called, spoken).template() + ".");
    }

    /** The endpoint for the same in another protocol; where there is none, the first one of that. */
    private static Endpoint instead(Endpoint called, Protocol spoken) {
        Endpoint[] all = Arrays.stream(Endpoint.values())
                .filter(endpoint -> endpoint.isModel() && endpoint.protocol() == spoken)
                .toArray(Endpoint[]::new);
        return Arrays.stream(all)
                .filter(endpoint -> Objects.equals(endpoint.operation(), called.operation()))
                .findFirst()
                .orElse(all[0]);
    }

    private static Dialect of(Destination served) {
        return served.targets().get(0).provider().dialect();
    }
}
