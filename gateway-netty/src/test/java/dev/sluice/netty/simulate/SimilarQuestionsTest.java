package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.CacheKey;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.CacheSettings.Embeddings;
import dev.sluice.core.cache.CacheSettings.Semantic;
import dev.sluice.core.cache.CacheSettings.Temperature;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Traits;
import dev.sluice.core.cache.semantic.SemanticCache;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How often a semantic cache answers rightly and wrongly, by its threshold: with labelled pairs of questions, and the
 * simulated provider's embeddings. The table is that of {@code docs/cache-semantic.md}; {@code -Dupdate-docs=true}
 * writes it there.
 */
class SimilarQuestionsTest {

    private static final Path DOCUMENT = Path.of("../docs/cache-semantic.md");
    private static final String BEGIN = "<!-- thresholds: begin -->\n";
    private static final String END = "<!-- thresholds: end -->\n";
    private static final int DIMENSIONS = 256;
    private static final Embeddings EMBEDDINGS = new Embeddings("simulated", "embeddings", DIMENSIONS);
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_000_000), ZoneOffset.UTC);

    private static List<Pair> pairs;
    private static List<Rates> rates;

    /** @param same whether the answer to one serves the other */
    private record Pair(boolean same, String first, String second) {}

    /** @param hundredths of the threshold */
    private record Rates(int hundredths, long hits, long falseHits) {}

    @BeforeAll
    static void measure() throws IOException {
        pairs = read();
        rates = new ArrayList<>();
        for (int hundredths = 90; hundredths <= 99; hundredths++) {
            List<Pair> found = found(hundredths / 100.0);
            rates.add(new Rates(
                    hundredths,
                    found.stream().filter(Pair::same).count(),
                    found.stream().filter(Predicate.not(Pair::same)).count()));
        }
    }

    @Test
    void hasEnoughPairsOfBothKinds() {
        assertThat(count(true)).isGreaterThanOrEqualTo(100);
        assertThat(count(false)).isGreaterThanOrEqualTo(100);
    }

    @Test
    void answersMostParaphrasesAndNoNearMissAtTheThresholdThatIsUsual() {
        Rates usual = rates.get(5);

        assertThat(usual.hits()).isGreaterThan(count(true) / 2);
        assertThat(rates.subList(5, rates.size()))
                .allSatisfy(at ->
                        assertThat(at.falseHits()).as("at %s", at.hundredths()).isZero());
    }

    @Test
    void answersLessTheHigherTheThresholdIs() {
        for (int i = 1; i < rates.size(); i++) {
            assertThat(rates.get(i).hits()).isLessThanOrEqualTo(rates.get(i - 1).hits());
            assertThat(rates.get(i).falseHits())
                    .isLessThanOrEqualTo(rates.get(i - 1).falseHits());
        }
    }

    @Test
    void isWhatTheDocumentSays() throws IOException {
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(BEGIN) + BEGIN.length();
        int to = document.indexOf(END);
        if (Boolean.getBoolean("update-docs")) {
            Files.writeString(DOCUMENT, document.substring(0, from) + table() + document.substring(to));
        } else {
            assertThat(document.substring(from, to)).isEqualTo(table());
        }
    }

    private static String table() {
        StringBuilder table =
                new StringBuilder("| threshold | paraphrases answered | near-misses answered |\n|---|---|---|\n");
        for (Rates at : rates) {
            table.append(String.format(
                    Locale.ROOT,
                    "| 0.%d | %s | %s |%n",
                    at.hundredths(),
                    share(at.hits(), count(true)),
                    share(at.falseHits(), count(false))));
        }
        return table.toString();
    }

    private static String share(long part, long all) {
        return String.format(Locale.ROOT, "%d of %d (%.1f %%)", part, all, 100.0 * part / all);
    }

    private static long count(boolean same) {
        return pairs.stream().filter(pair -> pair.same() == same).count();
    }

    /** The pairs of which the second question is given the answer to the first. */
    private static List<Pair> found(double threshold) {
        CacheSettings settings = new CacheSettings(
                null,
                new Semantic(threshold, 3_600_000, 64 << 20, 1_000_000_000, Temperature.ZERO, EMBEDDINGS, List.of()),
                Set.of(),
                Map.of(),
                new CacheSettings.Policies(Map.of(), Map.of()),
                false);
        SemanticCache cache = new SemanticCache(
                () -> settings,
                (text, semantic) -> CompletableFuture.completedFuture(Meaning.of(text, "embeddings", DIMENSIONS)),
                Runnable::run,
                CLOCK);
        cache.apply(settings);
        List<Pair> found = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            cache.store(question(i, 0, pair.first()), entry(question(i, 0, pair.first())), Controls.NONE, settings);
            boolean hit = cache.find(question(i, 1, pair.second()), Long.MAX_VALUE)
                    .toCompletableFuture()
                    .join()
                    .isPresent();
            if (hit) {
                found.add(pair);
            }
        }
        return found;
    }

    private static Question question(int partition, int number, String text) {
        return new Question(
                new CacheKey(new Digest(partition, 0, 0, 0), new Digest(partition, number, 1, 1)),
                Asker.of(null),
                Endpoint.CHAT_COMPLETIONS,
                "model",
                false,
                Traits.PLAIN,
                text);
    }

    private static Entry entry(Question question) {
        return Entry.of(
                question,
                new Entry.Source("model", "provider", "model", false),
                Answer.whole("application/json", new byte[] {'{', '}'}),
                new Entry.Used(Usage.NONE, Cost.NONE),
                new Entry.Life(CLOCK.millis(), CLOCK.millis() + 60_000));
    }

    private static List<Pair> read() throws IOException {
        try (InputStream in = SimilarQuestionsTest.class.getResourceAsStream("/semantic/pairs.tsv")) {
            String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return all.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(columns -> new Pair(columns[0].equals("same"), columns[2], columns[3]))
                    .toList();
        }
    }
}
