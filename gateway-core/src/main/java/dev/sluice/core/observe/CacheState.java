package dev.sluice.core.observe;

import java.util.List;

/** The levels of the caches of answers, pulled at a scrape from any thread; cheap, and never blocks. */
public interface CacheState {

    /** One of each kind that there is. */
    List<CacheLevel> caches();

    /** How many entries each tenant has in the memory of this process; a tenant may be told several times. */
    void tenants(TenantVisitor visitor);

    /** Is told of one tenant at a time. */
    @FunctionalInterface
    interface TenantVisitor {

        /** @param tenant its id */
        void visit(String tenant, long entries);
    }
}
