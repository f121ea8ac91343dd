package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.price.Cost;
import dev.sluice.core.price.Cost.Basis;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What exchanges cost, from the provider's usage to the record. */
final class PricesTest {

    private static final String ANSWER = Said.ok("{\"choices\":[],\"usage\":{\"prompt_tokens\":1000,"
            + "\"completion_tokens\":100,\"prompt_tokens_details\":{\"cached_tokens\":400},"
            + "\"completion_tokens_details\":{\"reasoning_tokens\":30}}}");
    private static final String PRICES =
            "{ input: 2.50, cached_input: 1.25, output: 10, reasoning: 20, request: 0.001 }";

    /** 600 x 2.50 + 400 x 1.25 + 70 x 10 + 30 x 20 for a million, and 0.001. */
    private static final long PRICED = 4_300_000_000L;

    /** 1100 x 20 for a million. */
    private static final long DEFAULT = 22_000_000_000L;

    @TempDir
    private Path folder;

    private static ScriptedUpstream upstream(String answer) throws IOException {
        return ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                connection.send(answer);
            }
        });
    }

    private static Answer ask(TestGateway gateway, String model) throws IOException {
        return send(gateway, Chat.post(Chat.unary(model)));
    }

    private static Answer send(TestGateway gateway, String request) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(request).answer();
        }
    }

    private static Cost costs(String answer, String prices, String model) throws IOException {
        return record(answer, prices, Chat.post(Chat.unary(model))).cost();
    }

    private static ExchangeRecord record(String answer, String prices, String request) throws IOException {
        try (ScriptedUpstream up = upstream(answer);
                TestGateway gateway = TestGateway.start(TestGateway.routing(up.port(), "prices: { " + prices + " }"))) {
            send(gateway, request);
            return gateway.settled(1).get(0);
        }
    }

    @Test
    void costsWhatTheProvidersOwnNameOfTheModelDoes() throws IOException {
        Cost alias = costs(ANSWER, "models: { m: " + PRICES + " }", "alias");

        assertThat(alias.picoDollars()).isEqualTo(PRICED);
        assertThat(alias.basis()).isEqualTo(Basis.PRICED);
        assertThat(alias.version()).matches("[0-9a-f]{12}");
    }

    @Test
    void takesTheProvidersPriceBeforeTheModels() throws IOException {
        String prices = "models: { m: { input: 0, output: 0 }, up/m: " + PRICES + " }";

        assertThat(costs(ANSWER, prices, "m").picoDollars()).isEqualTo(PRICED);
    }

    @Test
    void pricesModelsThatClientsAddressDirectly() throws IOException {
        assertThat(costs(ANSWER, "models: { up/free: " + PRICES + " }", "up/free")
                        .picoDollars())
                .isEqualTo(PRICED);
    }

    @Test
    void takesUnknownModelsAtTheDefaultOrAtNothing() throws IOException {
        Cost standard = costs(ANSWER, "on_unknown: default", "m");
        Cost zero = costs(ANSWER, "on_unknown: zero", "m");

        assertThat(standard.picoDollars()).isEqualTo(DEFAULT);
        assertThat(standard.basis()).isEqualTo(Basis.DEFAULT);
        assertThat(zero.picoDollars()).isZero();
        assertThat(zero.basis()).isEqualTo(Basis.ZERO);
    }

    @Test
    void chargesNothingForWhatFailed() throws IOException {
        String busy = Said.status(500, "", Said.error("server_error", "busy"));

        assertThat(costs(busy, "models: { m: " + PRICES + " }", "m")).isEqualTo(Cost.NONE);
    }

    @Test
    void refusesWhatHasNoPriceBeforeAnythingIsSent() throws IOException {
        String prices = "prices: { on_unknown: reject, models: { m: " + PRICES + " } }";
        try (ScriptedUpstream up = upstream(ANSWER);
                TestGateway gateway = TestGateway.start(TestGateway.routing(up.port(), prices))) {
            Answer refused = ask(gateway, "up/unknown");

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("\"model_not_priced\"").contains("up/unknown");
            assertThat(up.requests()).isEmpty();
            gateway.settled(1);
            assertThat(ask(gateway, "m").status()).isEqualTo(200);
            assertThat(gateway.settled(2))
                    .extracting(record -> record.result().failure())
                    .containsExactly(Code.MODEL_NOT_PRICED, null);
        }
    }

    @Test
    void refusesAModelThatMayFallBackToOneWithoutAPrice() throws IOException {
        try (ScriptedUpstream up = upstream(ANSWER);
                TestGateway gateway = TestGateway.start("""
                        providers:
                          - { name: up, dialect: openai, base_url: "http://127.0.0.1:%d" }
                        models:
                          - { name: m, targets: [ { provider: up } ], fallbacks: [ dear ] }
                          - { name: dear, targets: [ { provider: up } ] }
                        prices: { on_unknown: reject, models: { m: { input: 1, output: 1 } } }
                        """.formatted(up.port()))) {
            assertThat(ask(gateway, "m").status()).isEqualTo(400);
            assertThat(up.requests()).isEmpty();
        }
    }

    @Test
    void passesOnWhatIsNoModelsEndpointWhateverIsPriced() throws IOException {
        String files = "GET /proxy/up/v1/files HTTP/1.1\r\nhost: gateway\r\n\r\n";

        ExchangeRecord record = record(ANSWER, "on_unknown: reject", files);

        assertThat(record.result().status()).isEqualTo(200);
        assertThat(record.cost()).isEqualTo(Cost.NONE);
    }

    @Test
    void pricesByFilesAndByNewerOnesWhileItRuns() throws IOException {
        Path file = folder.resolve("prices.json");
        Files.writeString(file, "{ \"up/m\": { \"input_cost_per_token\": 1e-06, \"output_cost_per_token\": 0 } }");
        String prices = "prices: { files: [ { format: litellm, path: " + file + " } ] }";
        try (ScriptedUpstream up = upstream(ANSWER);
                TestGateway gateway = TestGateway.start(TestGateway.routing(up.port(), prices))) {
            ask(gateway, "m");
            gateway.settled(1);
            // Each is as long as none before, for all of them may be written within one tick of the files' clock.
            Files.writeString(file, "{ \"up/m\": { \"input_cost_per_token\": 2e-06, \"output_cost_per_token\": 0 }, }");
            gateway.snapshot().prices().poll();
            ask(gateway, "m");
            gateway.settled(2);
            Files.writeString(
                    file, "{ \"up/m\": { \"input_cost_per_token\": 3e-06, \"output_cost_per_token\": 0 } }  ");
            gateway.snapshot().prices().poll();
            ask(gateway, "m");

            assertThat(gateway.settled(3))
                    .extracting(record -> record.cost().picoDollars())
                    .as("the second file is broken")
                    .containsExactly(1_000_000_000L, 1_000_000_000L, 3_000_000_000L);
        }
    }
}
