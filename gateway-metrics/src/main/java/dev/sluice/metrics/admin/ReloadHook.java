package dev.sluice.metrics.admin;

/** What {@code POST /-/reload} does; called on a thread of the admin port, one call at a time. */
@FunctionalInterface
public interface ReloadHook {

    /** Loads the configuration again, and applies it or leaves everything as it was. */
    ReloadOutcome reload();
}
