package dev.sluice.netty.exchange;

import dev.sluice.core.provider.ModelRedirects;
import dev.sluice.core.request.Method;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Target;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a group answers when it is asked for its models: the names that it gives them count, too. Stateless. */
final class GroupModels {

    private GroupModels() {}

    /**
     * The gateway's own list of a group's models, where the group is strict about them; null: the provider is asked.
     */
    static @Nullable LocalAnswer strict(Request request) {
        Destination group = request.group();
        return group != null && request.asksForGroupModels() ? strict(group, request) : null;
    }

    /** Whether the provider's list of models is to be completed by the names that the group gives them. */
    static boolean completes(Request request) {
        return request.method() == Method.GET
                && request.asksForGroupModels()
                && !names(request).isEmpty();
    }

    private static @Nullable LocalAnswer strict(Destination group, Request request) {
        for (Target target : group.targets()) {
            if (!target.provider().rules().redirects().strict()) {
                return null;
            }
        }
        return LocalAnswer.json(200, request.dialect().modelList(List.copyOf(names(request))));
    }

    /** The names that a group has for models, as far as the client's key may use them. */
    static SortedSet<String> names(Request request) {
        Destination group = request.group();
        SortedSet<String> names = new TreeSet<>();
        if (group == null) {
            return names;
        }
        for (Target target : group.targets()) {
            ModelRedirects redirects = target.provider().rules().redirects();
            names.addAll(redirects.targets().keySet());
        }
        names.removeIf(name -> !Admission.allows(request.account(), group, name));
        return names;
    }
}
