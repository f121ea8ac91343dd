package dev.sluice.core.routing;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a routing decision is made from.
 *
 * @param model the model that the client asked for
 * @param conversation reads the body; called by strategies that look into it only, at most once
 */
public record RequestFacts(String model, Supplier<@Nullable Conversation> conversation) {}
