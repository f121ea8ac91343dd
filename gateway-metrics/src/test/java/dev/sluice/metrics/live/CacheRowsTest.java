package dev.sluice.metrics.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Tier;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.metrics.instrument.Customers;
import dev.sluice.metrics.live.Second.Lookups;
import dev.sluice.metrics.vocabulary.Site;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CacheRowsTest {

    private final Site site = new Site();
    private final Rates rates = new Rates();
    private final CacheRows rows = new CacheRows(rates);
    private final Account acme = Customers.key("acme", Tier.ENTERPRISE, "ci");
    private final int model = site.identities.models().number("gpt-4o");

    @AfterEach
    void close() {
        site.close();
    }

    private List<Lookups> read(long nanos) {
        rates.begin(nanos);
        List<Lookups> read = rows.of(new Grouping(site.metrics.totals()));
        return read == null ? List.of() : read;
    }

    /** Look-ups, of which each has taken its time. */
    private void look(CacheKind cache, CacheResult result, int times) {
        LoopListener loop = site.metrics.onLoop(0);
        for (int i = 0; i < times; i++) {
            loop.cacheLookedUp(cache, result, model, acme, 1_000_000);
        }
    }

    @Test
    void tellsHowOftenCachesWereLookedIntoAndHowOftenThatHelped() {
        read(1);
        look(CacheKind.EXACT, CacheResult.HIT, 3);
        look(CacheKind.EXACT, CacheResult.MISS, 5);
        look(CacheKind.EXACT, CacheResult.BYPASS, 100);
        look(CacheKind.SEMANTIC, CacheResult.HIT, 1);
        look(CacheKind.SEMANTIC, CacheResult.ERROR, 4);

        assertThat(read(1_000_000_001L))
                .containsExactly(new Lookups("exact", 3, 8, 3, 8), new Lookups("semantic", 1, 5, 1, 5));
    }
}
