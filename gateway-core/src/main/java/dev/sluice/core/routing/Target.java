package dev.sluice.core.routing;

import dev.sluice.core.provider.Provider;

/** A model at a provider, under the name that the provider gives it. */
public record Target(Provider provider, String model) {}
