package dev.sluice.metrics.instrument;

import dev.sluice.core.account.Tenant;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheState;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** Reads the levels of caches of answers at a scrape: of those that some configuration has had. */
@SuppressWarnings("EnumOrdinal") // Rows and cells are found by number; ordinals do not outlive the process.
final class CacheLevels {

    private final CacheState state;
    private final Labels tenants;

    CacheLevels(CacheState state, Labels tenants) {
        this.state = state;
        this.tenants = tenants;
    }

    void addTo(Totals.Builder totals, Set<CacheKind> known) {
        if (known.isEmpty()) {
            return;
        }
        Map<CacheKind, CacheLevel> levels = new EnumMap<>(CacheKind.class);
        known.forEach(cache -> levels.put(cache, CacheLevel.none(cache)));
        for (CacheLevel level : state.caches()) {
            levels.computeIfPresent(level.cache(), (cache, sum) -> sum.plus(level));
        }
        long corrupt = 0;
        for (CacheLevel level : levels.values()) {
            totals.add(Fact.CACHE_ENTRIES, of(level, level.entries()));
            totals.add(Fact.CACHE_BYTES, of(level, level.bytes()));
            totals.add(Fact.CACHE_EVICTIONS, of(level, level.evictions()));
            corrupt += level.corrupt();
        }
        totals.value(Fact.CACHE_CORRUPT, corrupt);
        addTenant(totals, Tenant.STANDARD.id(), 0);
        state.tenants((tenant, entries) -> addTenant(totals, tenant, entries));
    }

    private static Row of(CacheLevel level, long value) {
        return new Row(value).at(Dimension.CACHE, level.cache().ordinal());
    }

    private void addTenant(Totals.Builder totals, String tenant, long entries) {
        int number = Names.canonical(tenants, tenants.numberIfAny(tenant));
        totals.add(Fact.CACHE_TENANT_ENTRIES, new Row(entries).at(Dimension.TENANT, number));
    }
}
