package dev.sluice.metrics.admin;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Entry.Life;
import dev.sluice.core.cache.Entry.Source;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import dev.sluice.metrics.instrument.Configurations;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;

/** Answers that are kept, for tests: of 20 tokens in and 30 out, for 350 µUSD. */
final class CachedAnswers {

    /** What nobody may see. */
    static final String SAYING = "the secret of the answer";

    private CachedAnswers() {}

    static Entry entry(long number, String tenant, String model, String key) {
        Answer answer = Answer.whole("application/json", SAYING.getBytes(StandardCharsets.UTF_8));
        Digest digest = new Digest(number * 0x9E3779B97F4A7C15L, 2, 3, number);
        long now = System.currentTimeMillis();
        return new Entry(
                new CacheKey(new Digest(9, 9, 9, 9), digest),
                new Asker("tenant:" + tenant, tenant, "", key),
                new Source(model, "openai", model + "-2026", false),
                answer,
                Usage.tokens(20, 30),
                new Cost(350_000_000, Cost.Basis.PRICED, "0123456789ab"),
                new Life(now, now + 600_000),
                answer.checksum());
    }

    /** The id of the entry of that number. */
    static String id(long number) {
        return HexFormat.of().toHexDigits(number * 0x9E3779B97F4A7C15L);
    }

    static void keep(ExactCache cache, Entry... entries) {
        cache.apply(new Configurations(Identities.bounded(2))
                .caching(EnumSet.of(CacheKind.EXACT))
                .cache());
        for (Entry entry : entries) {
            cache.store(entry);
        }
    }
}
