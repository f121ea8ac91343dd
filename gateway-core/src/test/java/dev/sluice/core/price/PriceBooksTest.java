package dev.sluice.core.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.ServiceTier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PriceBooksTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path folder;

    private final PriceBooks books = new PriceBooks(Clock.fixed(NOW, ZoneOffset.UTC));
    private int changes;

    /** Each text is a minute newer than the one before. */
    private Path write(String name, String text) {
        try {
            Path file = Files.writeString(folder.resolve(name), text);
            return Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(3600 - 60 * changes++)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String entries(int from, int to, String usd) {
        StringBuilder json = new StringBuilder("{");
        for (int i = from; i < to; i++) {
            json.append(i == from ? "" : ",").append("\"m").append(i).append("\": { \"input_cost_per_token\": ");
            json.append(usd).append(" }");
        }
        return json.append("}").toString();
    }

    private void apply(Path... files) {
        books.apply(new PriceSettings(List.of(files), Map.of(), OnUnknown.DEFAULT));
    }

    private long input(String model) {
        Price price = books.current().find("p", model);
        return price == null ? -1 : price.of(Unit.INPUT, ServiceTier.STANDARD, 0);
    }

    @Test
    void readsFilesAtTheStartAndWhenTheyChange() {
        Path file = write("prices.json", entries(0, 3, "1e-12"));
        apply(file);
        String version = books.current().version();
        assertThat(input("m1")).isEqualTo(1);
        assertThat(books.reading()).isEqualTo(new PriceBooks.Reading(3, 0, 3_600_000, 0));

        books.poll();
        assertThat(books.current().version()).as("nothing changed").isEqualTo(version);
        write("prices.json", entries(0, 4, "2e-12"));
        assertThat(input("m1")).as("not before it is looked at").isEqualTo(1);
        books.poll();

        assertThat(input("m1")).isEqualTo(2);
        assertThat(books.reading()).isEqualTo(new PriceBooks.Reading(4, 0, 3_540_000, 0));
        assertThat(books.current().version()).matches("[0-9a-f]{12}").isNotEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"m0\": { \"input_cost_per_token\": 9e-12 } } }",
                "{ \"m0\": { \"input_cost_per_token\": 9e-12 }, \"m1\": { \"input_cost_per_token\": 9e-12 } }",
                "{}",
                "404"
            })
    void keepsTheLastGoodFileWhereTheNextIsBrokenOrLostMoreThanHalf(String broken) {
        Path file = write("prices.json", entries(0, 5, "1e-12"));
        apply(file);
        PriceBook good = books.current();

        write("prices.json", broken);
        books.poll();
        books.poll();

        assertThat(input("m0")).isEqualTo(1);
        assertThat(input("m4")).isEqualTo(1);
        assertThat(books.current().version()).isEqualTo(good.version());
        assertThat(books.reading())
                .as("counted once, and as old as what is in force")
                .isEqualTo(new PriceBooks.Reading(5, 0, 3_600_000, 1));
    }

    @Test
    void takesAFileThatLostHalfOfItsModelsButNotMore() {
        Path file = write("prices.json", entries(0, 6, "1e-12"));
        apply(file);

        write("prices.json", entries(0, 3, "2e-12"));
        books.poll();

        assertThat(input("m0")).isEqualTo(2);
        assertThat(input("m5")).isEqualTo(-1);
    }

    @Test
    void refusesAFileInWhichOtherModelsTookThePlaceOfTheOldOnes() {
        Path file = write("prices.json", entries(0, 6, "1e-12"));
        apply(file);

        write("prices.json", entries(4, 100, "2e-12"));
        books.poll();

        assertThat(input("m0")).isEqualTo(1);
        assertThat(books.reading().refusals()).isEqualTo(1);
    }

    @Test
    void takesAFileWithABadEntryWithoutThatEntry() {
        Path file = write("prices.json", entries(0, 4, "1e-12"));
        apply(file);

        write("prices.json", entries(0, 3, "2e-12").replaceFirst("2e-12", "-2e-12"));
        books.poll();

        assertThat(input("m0")).isEqualTo(-1);
        assertThat(input("m1")).isEqualTo(2);
        assertThat(books.reading()).isEqualTo(new PriceBooks.Reading(2, 1, 3_540_000, 0));
    }

    @Test
    void startsWithoutThePricesOfABrokenFileAndTakesThemWhenItIsMended() {
        Path file = write("prices.json", "{ } }");
        apply(file);
        assertThat(books.reading()).isEqualTo(new PriceBooks.Reading(0, 0, -1, 1));

        write("prices.json", entries(0, 1, "1e-12"));
        books.poll();

        assertThat(input("m0")).isEqualTo(1);
    }

    @Test
    void keepsWhatAMissingFileSaidAndReadsItAgainWhenItIsBack() throws IOException {
        Path file = write("prices.json", entries(0, 1, "1e-12"));
        apply(file);

        Files.delete(file);
        books.poll();
        assertThat(input("m0")).isEqualTo(1);
        assertThat(books.reading().refusals()).isEqualTo(1);
        write("prices.json", entries(0, 1, "2e-12"));
        books.poll();

        assertThat(input("m0")).isEqualTo(2);
    }

    @Test
    void keepsTheLastGoodFileOverAReload() {
        Path file = write("prices.json", entries(0, 3, "1e-12"));
        apply(file);
        write("prices.json", "{");

        apply(file);

        assertThat(input("m2")).isEqualTo(1);
    }

    @Test
    void forgetsFilesThatAReloadDoesNotName() {
        Path file = write("prices.json", entries(0, 3, "1e-12"));
        apply(file);
        apply();

        assertThat(input("m2")).isEqualTo(-1);
        assertThat(books.reading()).isEqualTo(new PriceBooks.Reading(0, 0, -1, 0));
    }

    @Test
    void takesTheEarlierOfTwoFilesAndTheAgeOfTheOlder() {
        Path old = write("old.json", entries(0, 2, "1e-12"));
        Path fresh = write("fresh.json", entries(1, 3, "2e-12"));

        apply(fresh, old);

        assertThat(input("m0")).isEqualTo(1);
        assertThat(input("m1")).isEqualTo(2);
        assertThat(books.reading()).isEqualTo(new PriceBooks.Reading(3, 0, 3_600_000, 0));
    }

    @Test
    void tellsBooksWithDifferentPricesApart() {
        apply();
        String none = books.current().version();
        books.apply(new PriceSettings(List.of(), Map.of("m", Price.flat(1)), OnUnknown.DEFAULT));
        String one = books.current().version();
        books.apply(new PriceSettings(List.of(), Map.of("m", Price.flat(2)), OnUnknown.DEFAULT));
        String two = books.current().version();
        books.apply(new PriceSettings(List.of(), Map.of("m", Price.flat(1)), OnUnknown.DEFAULT));

        assertThat(List.of(none, one, two)).doesNotHaveDuplicates();
        assertThat(books.current().version()).isEqualTo(one);
    }

    @Test
    void neverShowsHalfABookWhileFilesChange() throws Exception {
        Path file = write("prices.json", entries(0, 50, "1e-12"));
        apply(file);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(3);
        Future<?>[] reading = new Future<?>[3];
        for (int i = 0; i < reading.length; i++) {
            reading[i] = readers.submit(() -> {
                while (!over.get()) {
                    PriceBook book = books.current();
                    Price first = book.find("p", "m0");
                    Price last = book.find("p", "m49");
                    assertThat(first).isNotNull();
                    assertThat(last).isNotNull().hasToString(String.valueOf(first));
                }
            });
        }
        for (int round = 2; round < 60; round++) {
            write("prices.json", entries(0, 50, round + "e-12"));
            books.poll();
        }
        over.set(true);
        for (Future<?> each : reading) {
            each.get();
        }
        readers.shutdown();

        assertThat(input("m7")).isEqualTo(59);
        assertThat(Duration.ofMillis(books.reading().ageMillis())).isLessThan(Duration.ofHours(1));
    }
}
