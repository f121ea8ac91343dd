package dev.sluice.core.estimate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.request.Usage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EstimatorTest {

    private static final EstimateSettings SETTINGS = EstimateSettings.of(1, 1.5, 1);
    private static final String TEXT =
            "The lake holds its water, \\\"quietly\\\"; 流れ 🌊 naïve\\nüber \\u00e9t\\u00e9. ";

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** It waits at its end for as long as a slow machine needs. */
    private static Estimator estimator(int queue) {
        return new Estimator(queue, new Tokenizers()::count, MINUTE);
    }

    private static TextSample sample(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        TextSample sample = TextSample.within(new Sheets(), bytes.length);
        sample.take(ByteBuffer.wrap(bytes), 0, bytes.length);
        return sample;
    }

    private static Estimate estimate(Usage known, Protocol protocol, Prompt prompt, TextSample answer) {
        return new Estimate(known, "gpt-4o", protocol, SETTINGS, prompt, answer, true);
    }

    private static Usage counted(Estimate estimate) {
        CompletableFuture<Usage> usage = new CompletableFuture<>();
        try (Estimator estimator = estimator(1024)) {
            estimator.count(estimate, usage::complete);
            return usage.join();
        }
    }

    private static int tokens(EncodingType encoding, String json) {
        return Encodings.newLazyEncodingRegistry()
                .getEncoding(encoding)
                .countTokensOrdinary(Tokenizers.unescaped(json.getBytes(UTF_8)));
    }

    @Test
    void countsAsTheModelDoes() {
        Prompt prompt = new Prompt(sample(TEXT.repeat(3)), 2, 1);

        Usage usage = counted(estimate(Usage.NONE, Protocol.OPENAI, prompt, sample(TEXT)));

        assertThat(usage.input()).isEqualTo(tokens(EncodingType.O200K_BASE, TEXT.repeat(3)) + 2 * 3 + 3 + 765);
        assertThat(usage.output()).isEqualTo(tokens(EncodingType.O200K_BASE, TEXT));
        assertThat(usage.isEstimated()).isTrue();
    }

    @Test
    void addsNothingToTextsThatAreNoMessages() {
        Prompt prompt = new Prompt(sample(TEXT), 0, 0);

        Usage usage = counted(estimate(Usage.NONE, Protocol.OPENAI, prompt, sample(TEXT)));

        assertThat(usage.input()).isEqualTo(tokens(EncodingType.O200K_BASE, TEXT));
    }

    @Test
    void multipliesByTheFactorOfTheDialect() {
        Prompt prompt = new Prompt(sample(TEXT), 1, 1);

        Usage usage = counted(estimate(Usage.NONE, Protocol.ANTHROPIC, prompt, sample(TEXT)));

        assertThat(usage.input()).isEqualTo(Math.round(1.5 * (tokens(EncodingType.O200K_BASE, TEXT) + 6)) + 765);
        assertThat(usage.output()).isEqualTo(Math.round(1.5 * tokens(EncodingType.O200K_BASE, TEXT)));
    }

    @Test
    void leavesWhatWasReportedAsItIs() {
        Usage known = Usage.builder().input(5).cachedInput(2).output(0).build();

        Usage usage = estimate(known, Protocol.OPENAI, null, null).rough();

        assertThat(usage.but().origin(Usage.Origin.REPORTED).build()).isEqualTo(known);
        assertThat(estimate(Usage.builder().input(5).build(), Protocol.OPENAI, null, null)
                        .rough()
                        .output())
                .as("nothing was seen of the answer")
                .isZero();
    }

    @Test
    void isNearWhereALongTextIsKeptInParts() {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        while (text.length() < 900_000) {
            text.append(random.nextInt(4) == 0 ? TEXT : "int at" + random.nextInt(9) + " = next(); ");
        }

        Usage usage =
                counted(estimate(Usage.builder().input(1).build(), Protocol.OPENAI, null, sample(text.toString())));

        int exact = tokens(EncodingType.O200K_BASE, text.toString());
        assertThat((double) usage.output()).isCloseTo(exact, within(exact * 0.02));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini,false",
        "gpt-4.1,false",
        "gpt-5,false",
        "o3,false",
        "claude-x,false",
        "gpt-4,true",
        "gpt-4-turbo,true",
        "gpt-3.5-turbo,true",
        "text-embedding-3-small,true"
    })
    void knowsTheEncodingOfModels(String model, boolean older) {
        assertThat(Tokenizers.isOlder(model)).isEqualTo(older);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a\\n\\t\\\"\\\\\\/|a_\t\"\\/",
                "\\u00e9\\ud83c\\udf0a|é🌊",
                "a\\|a\\",
                "\\u12|\\u12",
                "\\uzzzz|\\uzzzz"
            })
    void readsEscapes(String json, String plain) {
        assertThat(Tokenizers.unescaped(json.getBytes(UTF_8)).replace('\n', '_'))
                .isEqualTo(plain);
    }

    @Test
    void estimatesByLengthWhatFindsTheQueueFull() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        Estimator estimator = estimator(1);
        Estimate four = estimate(Usage.builder().input(1).build(), Protocol.OPENAI, null, sample("a b c d e f g h "));
        AtomicInteger told = new AtomicInteger();
        estimator.count(four, usage -> {
            begun.countDown();
            await(held);
            told.incrementAndGet();
        });
        begun.await();
        estimator.count(four, usage -> told.incrementAndGet());

        List<Usage> rough = new ArrayList<>();
        estimator.count(four, rough::add);

        assertThat(rough).singleElement().extracting(Usage::output).isEqualTo(4L);
        assertThat(estimator.rough()).isEqualTo(1);
        held.countDown();
        estimator.close();
        assertThat(told).as("what was queued is told once").hasValue(2);
        estimator.count(four, rough::add);
        assertThat(rough).as("also behind the close").hasSize(2);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void estimatesByLengthWhatCannotBeCountedForAnyReason() {
        List<Throwable> failures = List.of(
                new OutOfMemoryError("none left"),
                new NoClassDefFoundError("gone"),
                new StackOverflowError(),
                new IllegalStateException("no encoding"));
        Iterator<Throwable> next = failures.iterator();
        Estimate four = estimate(Usage.builder().input(1).build(), Protocol.OPENAI, null, sample("a b c d e f g h "));
        List<Usage> told = new CopyOnWriteArrayList<>();

        Estimator estimator = new Estimator(8, (model, text) -> next.hasNext() ? raised(next.next()) : 77, MINUTE);
        for (int i = 0; i <= failures.size(); i++) {
            estimator.count(four, told::add);
        }
        estimator.close();

        assertThat(told).extracting(Usage::output).containsExactly(4L, 4L, 4L, 4L, 77L);
        assertThat(estimator.rough()).isEqualTo(failures.size());
    }

    @Test
    void goesOnWhenSomebodyCannotBeTold() {
        Estimate empty = estimate(Usage.builder().input(1).build(), Protocol.OPENAI, null, sample(""));
        AtomicInteger told = new AtomicInteger();

        try (Estimator estimator = estimator(1024)) {
            estimator.count(empty, usage -> raised(new RejectedExecutionException("the loop has stopped")));
            estimator.count(empty, usage -> raised(new AssertionError("a mistake")));
            estimator.count(empty, usage -> told.incrementAndGet());
        }

        assertThat(told).hasValue(1);
    }

    /** Throws whatever it is given. */
    private static double raised(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    @Test
    void tellsEachOfManyThreadsOnce() throws InterruptedException {
        int threads = 4;
        int each = 2_000;
        AtomicInteger told = new AtomicInteger();
        Estimate empty = estimate(Usage.builder().input(1).build(), Protocol.OPENAI, null, sample(""));
        List<Thread> all = new ArrayList<>();
        try (Estimator estimator = estimator(16)) {
            for (int i = 0; i < threads; i++) {
                Thread thread = new Thread(() -> {
                    for (int n = 0; n < each; n++) {
                        estimator.count(empty, usage -> told.incrementAndGet());
                    }
                });
                all.add(thread);
                thread.start();
            }
            for (Thread thread : all) {
                thread.join();
            }
        }

        assertThat(told).hasValue(threads * each);
    }

    @Test
    void hasAFactorOfOneWhereNoneIsSet() {
        assertThat(new EstimateSettings(Map.of(), 0, 0, 0).factor(Protocol.GEMINI))
                .isEqualTo(1);
    }
}
