package dev.sluice.core.config;

/**
 * Tells which keys were added through the API, whose names the file must not give to others. Thread-safe; asked on the
 * thread that reads the file.
 */
@FunctionalInterface
public interface AddedKeys {

    /** Where no key can be added. */
    AddedKeys NONE = (provider, key) -> false;

    /** Whether a provider has a key of that name that was added through the API. */
    boolean has(String provider, String key);
}
