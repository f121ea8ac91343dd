package dev.sluice.netty.exchange;

import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.provider.ModelRedirects;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Target;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a group answers when it is asked for its models: the names that it gives them count, too. Stateless. */
final class GroupModels {

    private GroupModels() {}

    /** The models of a group that takes no others than those it has names for; null where it takes others, too. */
    static @Nullable LocalAnswer strict(Destination group, Dialect dialect) {
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
}
