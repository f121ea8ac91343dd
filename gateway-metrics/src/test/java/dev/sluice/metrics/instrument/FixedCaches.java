package dev.sluice.metrics.instrument;

import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheState;
import java.util.List;

/** Caches of answers whose levels stand still, for tests: an exact one in two places, and a semantic one. */
public final class FixedCaches implements CacheState {

    @Override
    public List<CacheLevel> caches() {
        return List.of(
                new CacheLevel(CacheKind.EXACT, 10, 10_000, 1 << 20, 3, 1),
                new CacheLevel(CacheKind.EXACT, 2, 2_000, 0, 1, 4),
                new CacheLevel(CacheKind.SEMANTIC, 5, 7_000, 1 << 20, 2, 0));
    }

    @Override
    public void tenants(TenantVisitor visitor) {
        visitor.visit("acme", 9);
        visitor.visit("zoo", 3);
        visitor.visit("acme", 5);
    }
}
