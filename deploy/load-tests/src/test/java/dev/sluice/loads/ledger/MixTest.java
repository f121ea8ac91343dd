package dev.sluice.loads.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MixTest {

    private static final List<Ask> ASKS =
            IntStream.range(0, 20_000).mapToObj(new Mix(7)::ask).toList();

    @Test
    void drawsTheSameRequestAgain() {
        Ask again = new Mix(7).ask(123);

        assertThat(again.request().bytes("a")).isEqualTo(ASKS.get(123).request().bytes("a"));
        assertThat(again.leaving()).isEqualTo(ASKS.get(123).leaving());
        assertThat(new Mix(8).ask(123).request().bytes("a"))
                .isNotEqualTo(ASKS.get(123).request().bytes("a"));
    }

    @Test
    void isAHundredShares() {
        assertThat(Arrays.stream(Kind.values()).mapToInt(Kind::share).sum()).isEqualTo(100);
    }

    @Test
    void hasBodiesThatAreJsonWithoutAnyWordLeftOpen() throws Exception {
        for (Ask ask : ASKS.subList(0, 1000)) {
            JsonNode body = new ObjectMapper().readTree(ask.request().body());
            assertThat(body.isObject()).isTrue();
            assertThat(ask.request().path() + body)
                    .doesNotContain("MODEL", "PROMPT", "MORE", "SYSTEM", "SCHEMA", "OBJECT", "ARGUMENTS");
        }
    }

    @Test
    void letsOneClientInTenLeaveAndOneInTenAskForAModelThatFails() {
        assertThat(ASKS.stream().filter(Ask::leaves).count()).isBetween(1600L, 2000L);
        assertThat(ASKS.stream().filter(MixTest::fails).count()).isBetween(1200L, 2000L);
    }

    private static boolean fails(Ask ask) {
        return ask.model().matches("(far-)?(gpt|claude|gemini)-(?!embedding).*|crossing-.*");
    }

    @Test
    void asksOneInThreeOfAnotherDialectAndSomeOfWhomIsReadToTheEnd() {
        assertThat(ASKS.stream().filter(ask -> ask.model().startsWith(Mix.FAR)).count())
                .isBetween(5800L, 7000L);
        assertThat(ASKS.stream().filter(Ask::isDrained).count()).isBetween(350L, 600L);
        assertThat(ASKS.stream().filter(Ask::isDrained)).allMatch(Ask::leaves);
    }

    @Test
    void asksForNoModelThatTheGatewayDoesNotHave() throws Exception {
        String configuration = Files.readString(Path.of("ledger.yaml"));

        assertThat(ASKS.stream().map(Ask::model).distinct())
                .hasSize(2 * 3 * 8 + 3 + 3 + 4)
                .allSatisfy(model -> assertThat(configuration).contains("{ name: " + model + ","));
    }

    @Test
    void findsAPriceForEveryModelOfTheConfiguration() throws Exception {
        String prices = Files.readString(Path.of("ledger-prices.json"));

        Files.readAllLines(Path.of("ledger.yaml")).stream()
                .filter(line -> line.contains("targets:"))
                .flatMap(line -> Arrays.stream(line.split("model: ", -1)).skip(1))
                .map(model -> model.replaceAll("[\"} ].*", "").replaceAll("^\"", ""))
                .map(model -> model.replace("\"", ""))
                .filter(model -> !model.isEmpty())
                .forEach(model -> assertThat(prices).contains("\"" + model + "\": {"));
    }
}
