package dev.sluice.netty.exchange;

import dev.sluice.core.config.Snapshot;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.provider.ModelRedirects;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.wire.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the gateway answers by itself: health, and the models that it is configured with. */
final class LocalAnswers {

    private LocalAnswers() {}

    static LocalAnswer of(Endpoint endpoint, RequestHead head, Snapshot snapshot, Dialect dialect) {
        return switch (endpoint) {
            case MODELS ->
                LocalAnswer.json(
                        200,
                        dialect.modelList(snapshot.routes().all().stream()
                                .map(Route::model)
                                .toList()));
            case MODEL -> LocalAnswer.json(200, dialect.model(model(head)));
            case READYZ -> status("ready");
            default -> status("ok");
        };
    }

    /** The model that the path of {@link Endpoint#MODEL} names. */
    static String model(RequestHead head) {
        int from = Endpoints.modelFrom(head.targetStart());
        return PercentDecoding.decode(head.headers().bytes(), from, head.pathEnd());
    }

    /** The models of a group that takes no others than those it has names for; null where it takes others, too. */
    static @Nullable LocalAnswer strictModels(Destination group, Dialect dialect) {
        for (Target target : group.targets()) {
            if (!target.provider().rules().redirects().strict()) {
                return null;
            }
        }
        return LocalAnswer.json(200, dialect.modelList(names(group).stream().toList()));
    }

    /** The names that a group has for models. */
    static SortedSet<String> names(Destination group) {
        SortedSet<String> names = new TreeSet<>();
        for (Target target : group.targets()) {
            ModelRedirects redirects = target.provider().rules().redirects();
            names.addAll(redirects.targets().keySet());
        }
        return names;
    }

    private static LocalAnswer status(String word) {
        return LocalAnswer.json(200, ("{\"status\":\"" + word + "\"}").getBytes(StandardCharsets.US_ASCII));
    }
}
