package dev.sluice.core.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.CacheSettings.Model;
import dev.sluice.core.cache.CacheSettings.Semantic;
import dev.sluice.core.cache.CacheSettings.Temperature;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Found;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.cache.Question;
import dev.sluice.core.cache.Traits;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemanticCacheTest {

    private static final Duration TTL = Duration.ofMinutes(1);

    private final Random random = new Random(1);
    private final Map<String, float[]> vectors = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private CacheSettings settings = settings(Temperature.ZERO, List.of(), Map.of());
    private boolean full;
    private CompletionStage<float[]> embedded;
    private final ManualTime time = new ManualTime();
    private final SemanticCache cache = new SemanticCache(() -> settings, this::embed, this::execute, time.clock());

    SemanticCacheTest() {
        float[] river = Questions.vector(64, random);
        vectors.put("How long is the river?", river);
        vectors.put("What is the river's length?", Questions.near(river, 0.97, random));
        vectors.put("How wide is the river?", Questions.near(river, 0.94, random));
        cache.apply(settings);
    }

    private CompletionStage<float[]> embed(String text, Semantic semantic) {
        asked.add(text);
        return embedded == null ? CompletableFuture.completedFuture(vectors.get(text)) : embedded;
    }

    private void execute(Runnable work) {
        if (full) {
            throw new RejectedExecutionException("full");
        }
        work.run();
    }

    @Test
    void answersAQuestionThatSaysNearlyTheSame() {
        Entry entry = store(question(1, 1, "How long is the river?"));

        Found found = find(question(1, 2, "What is the river's length?")).orElseThrow();

        assertThat(found.entry()).isSameAs(entry);
        assertThat(found.similarity()).isBetween(0.969, 0.971);
        assertThat(find(question(1, 3, "How wide is the river?"))).isEmpty();
        assertThat(find(question(2, 4, "What is the river's length?"))).isEmpty();
    }

    @Test
    void asksForOneVectorForAQuestionAndItsAnswer() {
        Question question = question(1, 1, "How long is the river?");
        assertThat(find(question)).isEmpty();
        store(question);

        assertThat(asked).containsExactly("How long is the river?");
        assertThat(find(question)).isPresent();
    }

    @Test
    void boundsTheVectorsOfQuestionsThatAreNeverAnswered() {
        CompletableFuture<float[]> late = new CompletableFuture<>();
        embedded = late;
        for (int i = 0; i < 300; i++) {
            cache.find(question(1, i, "How long is the river?"), Long.MAX_VALUE);
        }
        assertThat(cache.askedBytes()).isBetween(300L * 100, (1L << 20) / 8);

        late.complete(new float[1024]);

        assertThat(cache.askedBytes()).isBetween(20L * 4096, (1L << 20) / 8);
        cache.apply(null);
        assertThat(cache.askedBytes()).isZero();
    }

    @Test
    void asksForAVectorWhereNobodyLooked() {
        store(question(1, 1, "How long is the river?"));

        assertThat(asked).hasSize(1);
        assertThat(cache.level().entries()).isEqualTo(1);
    }

    @Test
    void doesNotAskAgainForAVectorThatCouldNotBeHad() {
        Question question = question(1, 1, "How long is the river?");
        embedded = CompletableFuture.failedFuture(new NoVectorException(Code.UPSTREAM_ERROR));
        assertThat(cache.find(question, Long.MAX_VALUE)).isCompletedExceptionally();

        store(question);
        assertThat(asked).hasSize(1);
        assertThat(cache.level().entries()).isZero();

        embedded = null;
        assertThat(find(question)).isEmpty();
        assertThat(asked).hasSize(2);
    }

    @Test
    void keepsAnAnswerWhoseVectorComesLate() {
        CompletableFuture<float[]> late = new CompletableFuture<>();
        embedded = late;
        Question question = question(1, 1, "How long is the river?");
        assertThat(cache.find(question, Long.MAX_VALUE)).isNotCompleted();
        store(question);
        assertThat(cache.level().entries()).isZero();

        late.complete(vectors.get("How long is the river?"));

        assertThat(cache.level().entries()).isEqualTo(1);
    }

    @Test
    void keepsNoAnswerThatIsPurgedBeforeItsVectorIsThere() {
        CompletableFuture<float[]> late = new CompletableFuture<>();
        embedded = late;
        Entry purged = store(question(1, 1, "How long is the river?"));
        Entry forgotten = store(question(1, 2, "What is the river's length?"));
        store(question(1, 3, "How wide is the river?"));

        cache.purge(new Purge(null, null, null, purged.id()));
        cache.forget(new Purge(null, null, null, forgotten.id()));
        late.complete(vectors.get("How long is the river?"));

        assertThat(cache.level().entries()).isEqualTo(1);
    }

    @Test
    void keepsNoAnswerFromBeforeItWasSwitchedOff() {
        CompletableFuture<float[]> late = new CompletableFuture<>();
        embedded = late;
        store(question(1, 1, "How long is the river?"));

        cache.apply(null);
        cache.apply(settings);
        late.complete(vectors.get("How long is the river?"));

        assertThat(cache.level().entries()).isZero();
    }

    @Test
    void failsWhereThereIsTooMuchToDo() {
        Question question = question(1, 1, "How long is the river?");
        full = true;

        assertThat(cache.find(question, Long.MAX_VALUE)).isCompletedExceptionally();
        store(question);
        assertThat(cache.purge(Purge.ALL)).isCompletedExceptionally();

        full = false;
        assertThat(cache.level().entries()).isZero();
    }

    @Test
    void neverComparesWhatIsExcluded() {
        settings = settings(Temperature.ZERO, List.of(Pattern.compile("wide|length")), Map.of());
        store(question(1, 1, "How long is the river?"));
        store(question(1, 2, "How wide is the river?"));

        assertThat(find(question(1, 3, "What is the river's length?"))).isEmpty();
        assertThat(cache.level().entries()).isEqualTo(1);
        assertThat(asked).containsExactly("How long is the river?");
    }

    @ParameterizedTest
    @CsvSource({
        "plain, ZERO, true",
        "tools, ZERO, false",
        "media, ZERO, false",
        "random, ZERO, false",
        "random, ANY, true",
        "several, ANY, false",
    })
    void takesPlainQuestionsOnly(String trait, Temperature temperature, boolean taken) {
        settings = settings(temperature, List.of(), Map.of());
        Traits traits = new Traits(
                trait.equals("tools"), trait.equals("media"), trait.equals("random"), trait.equals("several"));
        Question question = Questions.question(1, 1, "How long is the river?", traits);

        assertThat(cache.takes(question, settings)).isEqualTo(taken);
        store(question);
        assertThat(cache.level().entries()).isEqualTo(taken ? 1 : 0);
    }

    @Test
    void takesNoQuestionWithoutAText() {
        assertThat(cache.takes(question(1, 1, null), settings)).isFalse();
        assertThat(cache.takes(question(1, 1, " \n"), settings)).isFalse();
    }

    @Test
    void takesNoQuestionToAModelThatIsExceptedFromIt() {
        settings = settings(Temperature.ZERO, List.of(), Map.of("gpt-4o", new Model(true, Controls.UNSAID, false)));

        assertThat(cache.takes(question(1, 1, "How long is the river?"), settings))
                .isFalse();
    }

    @Test
    void keepsAnAnswerAsLongAsIsConfigured() {
        Question question = question(1, 1, "How long is the river?");
        store(question);
        time.advance(TTL.minusMillis(1));
        assertThat(find(question)).isPresent();

        time.advance(Duration.ofMillis(1));

        assertThat(find(question)).isEmpty();
    }

    @Test
    void keepsAnAnswerAsLongAsItsRequestWants() {
        Question question = question(1, 1, "How long is the river?");
        Duration wanted = TTL.dividedBy(2);
        Controls controls = new Controls(true, true, Long.MAX_VALUE, wanted.toMillis());
        cache.store(question, Questions.answer(question, "{}", life(wanted)), controls, settings);
        time.advance(wanted);

        assertThat(find(question)).isEmpty();
    }

    @Test
    void doesNotKeepCallsOfTools() {
        Question question = question(1, 1, "How long is the river?");
        Entry plain = Questions.answer(question, "{}", life(TTL));
        Entry.Source calling = new Entry.Source("gpt-4o", "openai", "gpt-4o", true);

        cache.store(
                question,
                Entry.of(question, calling, plain.answer(), new Entry.Used(plain.usage(), plain.cost()), plain.life()),
                Controls.NONE,
                settings);

        assertThat(cache.level().entries()).isZero();
    }

    @Test
    void findsNothingWhenItHasBeenSwitchedOff() {
        Question question = question(1, 1, "How long is the river?");
        store(question);
        settings = null;

        assertThat(find(question)).isEmpty();
    }

    private Entry.Life life(Duration ttl) {
        return new Entry.Life(time.epochMillis(), time.epochMillis() + ttl.toMillis());
    }

    private Entry store(Question question) {
        Entry entry = Questions.answer(question, "{}", life(TTL));
        cache.store(question, entry, Controls.NONE, settings);
        return entry;
    }

    private Optional<Found> find(Question question) {
        return cache.find(question, Long.MAX_VALUE).toCompletableFuture().join();
    }

    private static Question question(int partition, long number, String text) {
        return Questions.question(partition, number, text);
    }

    private static CacheSettings settings(Temperature temperature, List<Pattern> excluded, Map<String, Model> models) {
        return new CacheSettings(
                null,
                new Semantic(0.95, TTL.toMillis(), 1 << 20, 1_000_000, temperature, Questions.EMBEDDINGS, excluded),
                Set.of(),
                models,
                new CacheSettings.Policies(Map.of(), Map.of()),
                false);
    }
}
