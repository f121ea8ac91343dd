package dev.sluice.core.routing;

/**
 * The one place that a request can go to, because a conversation that it goes on with is kept there.
 *
 * @param provider the name of the provider, which is no aggregate
 * @param key the name of the provider's key; empty: any
 */
public record Pin(String provider, String key) {}
