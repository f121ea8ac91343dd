package dev.sluice.core.provider;

/** Where a provider's key is defined. */
public enum KeySource {
    /** In the configuration file: it cannot be deleted through the API. */
    FILE,
    /** Added through the API: it lives in the store. */
    API
}
