package dev.sluice.core.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.Usages;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PriceTest {

    private static final int CASES = 20_000;

    /** 3, 0.30, 3.75, 6, 15, 20 USD a million tokens, and 0.01 USD a request. */
    private static Price price() {
        return new PriceDraft()
                .set(Unit.INPUT, usd("3"))
                .set(Unit.CACHED_INPUT, usd("0.30"))
                .set(Unit.CACHE_WRITE, usd("3.75"))
                .set(Unit.CACHE_WRITE_HOUR, usd("6"))
                .set(Unit.OUTPUT, usd("15"))
                .set(Unit.REASONING, usd("20"))
                .set(Unit.REQUEST, PicoDollars.of(new BigDecimal("0.01")))
                .build();
    }

    /** Input, output, cached, written, of those for an hour, reasoning. */
    private static Usage usage(String counts) {
        long[] each =
                Stream.of(counts.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        return Usages.of(each[0], each[1], each[2], each[3], each[5], each[4]);
    }

    private static long usd(String million) {
        return PicoDollars.ofMillion(new BigDecimal(million));
    }

    @ParameterizedTest
    @CsvSource({
        // 1000 x 3 + 100 x 15, by hand
        "1000 100 0 0 0 0, 0.0145",
        // 400 x 3 + 500 x 0.30 + 100 x 3.75
        "1000 0 500 100 0 0, 0.011725",
        // 400 x 3 + 500 x 0.30 + 70 x 3.75 + 30 x 6
        "1000 0 500 100 30 0, 0.0117925",
        // 60 x 15 + 40 x 20
        "0 100 0 0 0 40, 0.0117",
        "0 0 0 0 0 0, 0.01",
        // Nothing was reported of parts: they are none.
        "1000 100 -1 -1 -1 -1, 0.0145",
        "-1 100 -1 -1 -1 -1, 0.0115",
        "-1 -1 -1 -1 -1 -1, 0.01",
        // Parts are never more than the whole.
        "10 10 500 500 500 500, 0.010203",
        "10 0 4 500 0 0, 0.0100237",
        "10 0 4 6 500 0, 0.0100372"
    })
    void addsUpWhatEachKindOfTokenCosts(String counts, BigDecimal usd) {
        long cost = price().cost(usage(counts), ServiceTier.STANDARD);

        assertThat(PicoDollars.usd(cost)).isEqualByComparingTo(usd);
    }

    @Test
    void paysForSoundImagesAndSearchesWhatTheyCost() {
        Price price = new PriceDraft()
                .set(Unit.INPUT, 1)
                .set(Unit.OUTPUT, 10)
                .set(Unit.REASONING, 20)
                .set(Unit.CACHED_INPUT, 0)
                .set(Unit.AUDIO_INPUT, 100)
                .set(Unit.AUDIO_OUTPUT, 1_000)
                .set(Unit.IMAGE_INPUT, 10_000)
                .set(Unit.IMAGE_OUTPUT, 100_000)
                .set(Unit.IMAGE, 1_000_000_000)
                .set(Unit.QUERY, 1_000_000)
                .build();
        Usage usage = Usage.builder()
                .input(20)
                .cachedInput(4)
                .audioInput(3)
                .imageInput(2)
                .output(15)
                .reasoning(5)
                .audioOutput(4)
                .imageOutput(1)
                .images(7)
                .queries(6)
                .build();

        assertThat(price.cost(usage, ServiceTier.STANDARD))
                .as("images that were paid for by the token are not paid for again")
                .isEqualTo(11 + 300 + 20_000 + 50 + 100 + 4_000 + 100_000 + 6_000_000);
        assertThat(price.cost(usage.but().audioInput(99).imageInput(99).build(), ServiceTier.STANDARD))
                .as("parts are never more than the whole")
                .isEqualTo(1_600 + 50 + 100 + 4_000 + 100_000 + 6_000_000);
    }

    @Test
    void paysForImagesByTheirNumberWhereTokensCostNothing() {
        Price price = new PriceDraft().set(Unit.IMAGE, 40).build();

        assertThat(price.cost(Usage.builder().images(3).build(), ServiceTier.STANDARD))
                .isEqualTo(120);
        assertThat(price.cost(Usage.builder().output(999).images(3).build(), ServiceTier.STANDARD))
                .isEqualTo(120);
    }

    @Test
    void paysForSoundAndImagesAsForTextWhereTheyHaveNoPrice() {
        Usage usage = Usage.builder()
                .input(10)
                .audioInput(4)
                .imageInput(5)
                .output(7)
                .audioOutput(3)
                .imageOutput(2)
                .build();

        assertThat(price().cost(usage, ServiceTier.STANDARD))
                .isEqualTo(price().cost(Usage.builder().input(10).output(7).build(), ServiceTier.STANDARD));
    }

    @Test
    void takesNoExchangeToCostMoreThanTheMost() {
        Price dear = Price.flat(1_000_000_000_000L);

        assertThat(dear.cost(Usages.of(10_000, 0, 0, 0, 0, 0), ServiceTier.STANDARD))
                .isEqualTo(Cost.MOST);
        assertThat(dear.cost(Usages.of(9_999, 0, 0, 0, 0, 0), ServiceTier.STANDARD))
                .isEqualTo(Cost.MOST - 1_000_000_000_000L);
        assertThat(dear.cost(Usages.of(Long.MAX_VALUE, Long.MAX_VALUE, 0, 0, 0, 0), ServiceTier.STANDARD))
                .as("more than a long holds")
                .isEqualTo(Cost.MOST);
    }

    @Test
    void costsWhatBigDecimalsSayWhateverThePricesAndTheUsage() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            Map<Unit, BigDecimal> million = new EnumMap<>(Unit.class);
            PriceDraft draft = new PriceDraft();
            for (Unit unit : Unit.values()) {
                if (unit == Unit.INPUT || unit == Unit.OUTPUT || random.nextBoolean()) {
                    BigDecimal price = BigDecimal.valueOf(random.nextInt(1_000_000_000), random.nextInt(7));
                    million.put(unit, price);
                    draft.set(unit, PicoDollars.ofMillion(price));
                }
            }
            Usage usage = Usages.of(
                    random.nextInt(2_000_000),
                    random.nextInt(200_000),
                    random.nextInt(1_000_000) - 1,
                    random.nextInt(1_000_000) - 1,
                    random.nextInt(200_000) - 1,
                    random.nextInt(1_000_000) - 1);

            BigDecimal expected = reference(usage, million).min(PicoDollars.usd(Cost.MOST));
            assertThat(PicoDollars.usd(draft.build().cost(usage, ServiceTier.STANDARD)))
                    .as("seed %d, case %d: %s at %s", seed, i, usage, million)
                    .isEqualByComparingTo(expected);
        }
    }

    @Test
    void costsAtTheMostWhatTheDearestOfAllThatTextMayComeToCosts() {
        Random random = new Random(Long.getLong("seed", 41));
        for (int i = 0; i < CASES; i++) {
            PriceDraft draft = new PriceDraft();
            for (Unit unit : Unit.values()) {
                if (random.nextBoolean()) {
                    draft.set(unit, random.nextInt(3) * (long) random.nextInt(1_000_000));
                }
            }
            Price price = draft.set(Unit.INPUT, random.nextInt(1_000)).build();
            long input = random.nextInt(100_000);
            long output = random.nextInt(4) * random.nextInt(100_000);
            long images = random.nextInt(3);

            long dearest = 0;
            for (long written : new long[] {0, input}) {
                for (long hour : new long[] {0, written}) {
                    for (long thought : new long[] {0, output}) {
                        Usage usage = Usage.builder()
                                .input(input)
                                .output(output)
                                .cacheWrite(written)
                                .cacheWriteHour(hour)
                                .reasoning(thought)
                                .images(images)
                                .build();
                        dearest = Math.max(dearest, price.cost(usage, ServiceTier.STANDARD));
                    }
                }
            }

            assertThat(price.most(input, output, images, ServiceTier.STANDARD))
                    .as("case %d: %s", i, price)
                    .isEqualTo(dearest);
        }
    }

    /** The same in decimals, from the rules as they are documented. */
    private static BigDecimal reference(Usage usage, Map<Unit, BigDecimal> million) {
        BigDecimal input = million.getOrDefault(Unit.INPUT, BigDecimal.ZERO);
        BigDecimal output = million.getOrDefault(Unit.OUTPUT, BigDecimal.ZERO);
        long cached = Math.min(usage.input(), Math.max(0, usage.cachedInput()));
        long written = Math.min(usage.input() - cached, Math.max(0, usage.cacheWrite()));
        long hour = Math.min(written, Math.max(0, usage.cacheWriteHour()));
        BigDecimal write = million.getOrDefault(Unit.CACHE_WRITE, input);
        long reasoning = Math.min(usage.output(), Math.max(0, usage.reasoning()));
        return tokens(usage.input() - cached - written, input)
                .add(tokens(cached, million.getOrDefault(Unit.CACHED_INPUT, input)))
                .add(tokens(written - hour, write))
                .add(tokens(hour, million.getOrDefault(Unit.CACHE_WRITE_HOUR, write)))
                .add(tokens(usage.output() - reasoning, output))
                .add(tokens(reasoning, million.getOrDefault(Unit.REASONING, output)))
                .add(tokens(1, million.getOrDefault(Unit.REQUEST, BigDecimal.ZERO)));
    }

    private static BigDecimal tokens(long count, BigDecimal million) {
        return million.multiply(BigDecimal.valueOf(count)).movePointLeft(6);
    }

    @Test
    void allocatesNothingForAnExchange() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Price price = price();
        Usage usage = Usages.of(1000, 100, 10, 10, 10, 5);
        long sum = costs(price, usage);

        long before = threads.getCurrentThreadAllocatedBytes();
        sum += costs(price, usage);
        long after = threads.getCurrentThreadAllocatedBytes();

        assertThat(sum).isPositive();
        assertThat(after - before).as("bytes: less than one each").isLessThan(CASES);
    }

    private static long costs(Price price, Usage usage) {
        long sum = 0;
        for (int i = 0; i < CASES; i++) {
            sum += price.cost(usage, ServiceTier.STANDARD);
        }
        return sum;
    }
}
