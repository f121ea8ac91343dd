package dev.sluice.core.routing;

import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a routing decision is made from.
 *
 * @param model the model that the client asked for
 * @param conversation reads the body; called by strategies that look into it only, at most once
 * @param suits whether a target can be asked this at all; may say no later of one of which it has said yes
 */
public record RequestFacts(String model, Supplier<@Nullable Conversation> conversation, Predicate<Target> suits) {

    /** Of a request that can be put to any target. */
    public RequestFacts(String model, Supplier<@Nullable Conversation> conversation) {
        this(model, conversation, target -> true);
    }
}
