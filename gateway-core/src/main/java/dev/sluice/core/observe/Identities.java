package dev.sluice.core.observe;

/**
 * The names that label values come from: configured identities only, never a request's own strings. Lives as long as
 * the process; snapshots refer to it by number.
 */
public record Identities(Labels providers, Labels models) {

    /** @param models how many models get series of their own */
    public static Identities bounded(int models) {
        return new Identities(new Labels(100), new Labels(models));
    }
}
