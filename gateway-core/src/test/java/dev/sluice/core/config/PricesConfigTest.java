package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.observe.Identities;
import dev.sluice.core.price.Cost;
import dev.sluice.core.price.OnUnknown;
import dev.sluice.core.price.PicoDollars;
import dev.sluice.core.price.PriceBook;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.Usages;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PricesConfigTest {

    @TempDir
    Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
    }

    private static String with(String prices) {
        return ConfigFolder.SMALLEST + "prices: { " + prices + " }\n";
    }

    private PriceBook book(String prices) {
        return new SnapshotCompiler(folder.platform(), Identities.bounded(5), ConfigFolder.live())
                .compile(folder.accepted(with(prices)), null)
                .prices()
                .current();
    }

    @Test
    void hasNoPricesOfItsOwn() {
        PricesConfig prices = folder.accepted(ConfigFolder.SMALLEST).prices();

        assertThat(prices.files()).isEmpty();
        assertThat(prices.models()).isEmpty();
        assertThat(prices.onUnknown()).isEqualTo(OnUnknown.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({
        "1000000 0 0 0 0 0, 2.51",
        "1000000 0 1000000 0 0 0, 1.26",
        "1000000 0 0 1000000 0 0, 3.760001",
        "1000000 0 0 1000000 1000000 0, 6.01",
        "0 1000000 0 0 0 0, 10.01",
        "0 1000000 0 0 0 1000000, 12.01"
    })
    void takesPricesInDollarsAMillionTokens(String counts, String usd) {
        long[] each =
                Stream.of(counts.split(" ", -1)).mapToLong(Long::parseLong).toArray();
        Usage usage = Usages.of(each[0], each[1], each[2], each[3], each[5], each[4]);
        PriceBook book =
                book("models: { gpt-4o: { input: 2.50, cached_input: 1.25, cache_write: 3.750001, cache_write_hour: 6,"
                        + " output: 10, reasoning: 12.0, request: 0.01 } }");

        Cost cost = book.cost("openai", "gpt-4o", usage);

        assertThat(cost.basis()).isEqualTo(Cost.Basis.PRICED);
        assertThat(PicoDollars.usd(cost.picoDollars())).isEqualByComparingTo(usd);
    }

    @Test
    void readsTheFilesItNames() {
        folder.write("prices.json", "{ \"openai/gpt-4o\": { \"input_cost_per_token\": 3e-12 } }");

        PriceBook book = book("files: [ { format: litellm, path: prices.json } ], on_unknown: reject");

        assertThat(book.cost("openai", "gpt-4o", Usages.of(5, 0, 0, 0, 0, 0)).picoDollars())
                .isEqualTo(15);
        assertThat(book.rejectsUnknown()).isTrue();
    }

    @Test
    void startsWithABrokenFileBecauseItMayBreakAtAnyTime() {
        folder.write("prices.json", "{ } }");

        assertThat(book("files: [ { path: prices.json } ]").find("openai", "gpt-4o"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    models: { m: { input: -1, output: 1 } }; prices.models.m.input; must be at least 0
                    models: { m: { input: 1, output: 1000000.1 } }; prices.models.m.output; must be at most 1000000
                    models: { m: { input: 1, output: 1, request: 10001 } }; prices.models.m.request; at most 10000
                    models: { m: { input: 1, output: 1, cached_input: -0.1 } }; prices.models.m.cached_input; at least 0
                    models: { m: { input: 1, output: 1, reasoning: .nan } }; prices.models.m.reasoning; write USD
                    models: { m: { input: 0.0000001, output: 1 } }; prices.models.m.input; at most six decimals
                    models: { m: { input: 1e-3, output: 1 } }; prices.models.m.input; write USD
                    models: { m: { input: 1 } }; prices.models.m.output; is missing
                    models: { m: { input: 1, output: 1, price: 1 } }; prices.models.m.price; is not a known key
                    models: { "a b": { input: 1, output: 1 } }; prices.models[0]; visible ASCII
                    on_unknown: free; prices.on_unknown; write one of default, reject, zero
                    files: [ { path: none.json } ]; prices.files[0].path; is no file that is there
                    files: [ { path: . } ]; prices.files[0].path; is no file that is there
                    files: [ { format: csv, path: gateway.yaml } ]; prices.files[0].format; write one of litellm
                    files: [ { format: litellm } ]; prices.files[0].path; is missing
                    """)
    void tellsWhatIsWrongAndWhere(String prices, String path, String message) {
        assertThat(folder.refused(with(prices))).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void refusesOneFileTwice() {
        folder.write("prices.json", "{}");

        assertThat(folder.refused(with("files: [ { path: prices.json }, { path: prices.json } ]")))
                .extracting(ConfigProblem::path, ConfigProblem::message)
                .containsExactly(tuple("prices.files[1].path", "is the same as in prices.files[0]"));
    }
}
