package dev.sluice.core.observe;

import dev.sluice.core.label.Labels;

/**
 * The names that label values come from: configured identities only, never a request's own strings. Lives as long as
 * the process; snapshots refer to it by number.
 *
 * @param providers names of groups, aggregates included
 * @param models names that clients ask for, and names that providers give them
 * @param keys names of providers' keys; one name may belong to keys of several providers
 * @param callers ids of those who ask
 */
public record Identities(Labels providers, Labels models, Labels keys, Callers callers) {

    /** As {@link #bounded(int, int, int, int)}, with a hundred names of keys, fifty tenants and a hundred users. */
    public static Identities bounded(int models) {
        return bounded(models, 100, 50, 100);
    }

    /**
     * @param models how many models get series of their own
     * @param keys how many names of providers' keys, and how many clients' keys, get series of their own
     * @param tenants how many tenants get series of their own
     * @param users how many users get series of their own
     */
    public static Identities bounded(int models, int keys, int tenants, int users) {
        return new Identities(
                new Labels(100), new Labels(models), new Labels(keys), Callers.bounded(tenants, users, keys));
    }
}
