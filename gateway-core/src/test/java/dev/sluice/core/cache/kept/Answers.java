package dev.sluice.core.cache.kept;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Traits;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Questions and answers to them, as tests of what is kept need them. */
public final class Answers {

    private Answers() {}

    /** One of many questions of a tenant for a model. */
    public static Question question(String tenant, String model, int number) {
        Digest partition = digest(tenant + "/" + model);
        CacheKey key = new CacheKey(partition, digest(tenant + "/" + model + "/" + number));
        Asker asker = new Asker("tenant:" + tenant, tenant, "developer", tenant + "-key");
        return new Question(key, asker, Endpoint.CHAT_COMPLETIONS, model, false, Traits.PLAIN, null);
    }

    /** An answer to it, that may be given for so long. */
    public static Entry entry(Question to, Clock clock, long millis) {
        return entry(to, body(to), clock, millis);
    }

    /** As {@link #entry(Question, Clock, long)}. */
    public static Entry entry(Question to, byte[] body, Clock clock, long millis) {
        Answer answer =
                new Answer("application/json", false, body, new int[] {1, body.length - 1}, new int[] {120_000, 7});
        Entry.Source source = new Entry.Source(to.model(), "openai", "gpt-4o-2024", false);
        Entry.Life life = new Entry.Life(clock.millis(), clock.millis() + millis);
        return Entry.of(to, source, answer, Usage.tokens(12, 34), new Cost(5, Cost.Basis.PRICED, "v1"), life);
    }

    private static byte[] body(Question to) {
        return ("{\"id\":\"" + to.key().exact().hex() + "\"}").getBytes(UTF_8);
    }

    /** An entry of which everything is at random. */
    static Entry random(Random random) {
        byte[] body = new byte[random.nextInt(5_000)];
        random.nextBytes(body);
        int[] writes = random.ints(random.nextInt(40)).toArray();
        int[] gaps = random.ints(writes.length).toArray();
        boolean events = random.nextBoolean();
        Usage usage = Usage.tokens(random.nextLong(), random.nextLong())
                .but()
                .reasoning(random.nextInt(9) - 1)
                .imageOutput(random.nextInt(9))
                .queries(random.nextLong())
                .tier(ServiceTier.values()[random.nextInt(4)])
                .origin(Usage.Origin.values()[random.nextInt(2)])
                .build();
        return Entry.of(
                new Question(
                        new CacheKey(digest(text(random)), digest(text(random))),
                        new Asker(text(random), text(random), text(random), text(random)),
                        Endpoint.MESSAGES,
                        text(random),
                        events,
                        Traits.PLAIN,
                        null),
                new Entry.Source(text(random), text(random), text(random), random.nextBoolean()),
                new Answer(text(random), events, body, writes, gaps),
                usage,
                new Cost(random.nextLong(), Cost.Basis.values()[random.nextInt(4)], text(random)),
                new Entry.Life(random.nextLong(), random.nextLong()));
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(30), 0, 0x3000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    static Digest digest(String of) {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(of.getBytes(UTF_8)), 0);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A configuration whose exact cache is on, for all gateways or for this one's restarts. */
    public static CacheSettings settings(boolean shared, boolean keep, long maxBytes) {
        CacheSettings.Exact exact = new CacheSettings.Exact(
                60_000,
                60_000,
                maxBytes,
                1 << 20,
                CacheSettings.Temperature.ANY,
                CacheSettings.Replay.AT_ONCE,
                false,
                keep);
        return new CacheSettings(
                exact, null, Set.of(), Map.of(), new CacheSettings.Policies(Map.of(), Map.of()), shared);
    }

    /** A memory for answers. */
    public static ExactCache hand(Clock clock) {
        ExactCache hand = new ExactCache(clock, Runnable::run);
        hand.apply(settings(true, true, 64 << 20));
        return hand;
    }
}
