package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.RecordingListener.Switch;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which model of which provider is asked, by every strategy, and what is tried when it does not answer. */
final class FallbackTest {

    private static final String ONCE = "resilience: { attempts: 1, breaker: { failures: 50 } }\n";

    /** What a provider answers instead of a success, by its name. */
    private final ConcurrentHashMap<String, String> failing = new ConcurrentHashMap<>();

    private final List<ScriptedUpstream> providers =
            List.of(ScriptedUpstream.start(as("a")), ScriptedUpstream.start(as("b")), ScriptedUpstream.start(as("c")));
    private @Nullable TestGateway gateway;

    private Script as(String name) {
        return connection -> {
            while (connection.readRequest()) {
                connection.send(failing.getOrDefault(name, Said.ok("{\"from\":\"" + name + "\"}")));
            }
        };
    }

    /** A gateway in front of providers a, b and c. */
    private TestGateway start(String models) {
        StringBuilder yaml = new StringBuilder("providers:\n");
        for (int i = 0; i < providers.size(); i++) {
            yaml.append("  - { name: ")
                    .append("abc".charAt(i))
                    .append(", dialect: openai, base_url: \"http://127.0.0.1:")
                    .append(providers.get(i).port())
                    .append("\", keys: [ { name: k, value: sk-k } ] }\n");
        }
        TestGateway started = TestGateway.start(yaml + models + ONCE);
        gateway = started;
        return started;
    }

    @AfterEach
    void close() {
        if (gateway != null) {
            gateway.close();
        }
        providers.forEach(ScriptedUpstream::close);
    }

    private static Answer ask(TestGateway gateway, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(Chat.post(body)).answer();
        }
    }

    /** The models that the providers were asked for, a's first. */
    private List<String> asked() {
        List<String> models = new ArrayList<>();
        for (int i = 0; i < providers.size(); i++) {
            String name = "abc".substring(i, i + 1);
            providers
                    .get(i)
                    .requests()
                    .forEach(request ->
                            models.add(name + "/" + request.text().replaceAll(".*\"model\":\"(.*?)\".*", "$1")));
        }
        return models;
    }

    private static int label(TestGateway gateway, String model) {
        return gateway.snapshot().routes().find(model).label();
    }

    private static Target target(TestGateway gateway, String model, int place) {
        return gateway.snapshot()
                .routes()
                .find(model)
                .destinations()
                .get(place)
                .targets()
                .get(0);
    }

    private static String tooLong() {
        return Said.status(400, "", Said.error("invalid_request_error", "context_length_exceeded"));
    }

    private static String broken() {
        return Said.status(500, "", Said.error("server_error", "oops"));
    }

    @Test
    void fallsBackFromModelToModel() throws IOException {
        TestGateway gateway = start("""
                models:
                  - { name: best, targets: [ { provider: a, model: a-best } ], fallbacks: [ good, fair ] }
                  - { name: good, targets: [ { provider: b, model: b-good } ] }
                  - { name: fair, targets: [ { provider: c, model: c-fair } ] }
                """);
        failing.put("a", broken());
        failing.put("b", broken());

        Answer answer = ask(gateway, Chat.unary("best"));

        assertThat(answer.text()).isEqualTo("{\"from\":\"c\"}");
        assertThat(answer.header("x-sluice-model")).isEqualTo("c-fair");
        assertThat(answer.header("x-sluice-attempts")).isEqualTo("3");
        assertThat(asked()).containsExactly("a/a-best", "b/b-good", "c/c-fair");
        gateway.settled(1);
        assertThat(gateway.records().failovers())
                .containsExactly(
                        FailoverResult.INVOKED, FailoverResult.FAILURE, FailoverResult.INVOKED, FailoverResult.SUCCESS);
        assertThat(gateway.records().routed()).containsExactly(StrategyKind.PRIORITY);
        assertThat(gateway.records().switches()).isEmpty();
    }

    @Test
    void relaysTheLastFailureWhenEverybodyFails() throws IOException {
        TestGateway gateway = start("""
                models:
                  - { name: best, targets: [ { provider: a } ], fallbacks: [ good ] }
                  - { name: good, targets: [ { provider: b } ] }
                """);
        failing.put("a", broken());
        failing.put("b", Said.status(503, "x-of: b\r\n", Said.error("server_error", "of_b")));

        Answer answer = ask(gateway, Chat.unary("best"));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("x-of")).isEqualTo("b");
        assertThat(answer.text()).contains("of_b");
        gateway.settled(1);
        assertThat(gateway.records().failovers()).containsExactly(FailoverResult.INVOKED, FailoverResult.FAILURE);
    }

    @Test
    void takesALongPromptToALargerModel() throws IOException {
        TestGateway gateway = start("""
                models:
                  - { name: m, targets: [ { provider: a, context: 8000 }, { provider: b, context: 8000 } ],
                      fallbacks: [ large ] }
                  - { name: large, targets: [ { provider: c, context: 128000 } ] }
                """);
        failing.put("a", tooLong());

        assertThat(ask(gateway, Chat.unary("m")).header("x-sluice-model")).isEqualTo("large");
        assertThat(asked()).containsExactly("a/m", "c/large");

        failing.put("c", tooLong());
        Answer answer = ask(gateway, Chat.unary("m"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("context_length_exceeded");
        assertThat(providers.get(1).requests()).isEmpty();
        assertThat(target(gateway, "m", 0).vitals().health().reading().attempts())
                .as("nobody is to blame")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"5, cheap, a/cheap", "700, middling, b/middling", "6000, dear, c/dear"})
    void switchesToAModelWhosePriceFits(int length, String model, String upstream) throws IOException {
        TestGateway gateway = start("""
                routing: { cost: { simple_below: 0.3, complex_from: 0.4, simple: [ cheap ], medium: [ middling ],
                                   complex: [ dear ] } }
                models:
                  - { name: auto, strategy: cost, targets: [ { provider: b, model: own } ] }
                  - { name: cheap, targets: [ { provider: a } ] }
                  - { name: middling, targets: [ { provider: b } ] }
                  - { name: dear, targets: [ { provider: c } ] }
                """);

        Answer answer = ask(gateway, Chat.asking("auto", "x".repeat(length)));

        assertThat(answer.header("x-sluice-model")).isEqualTo(model);
        assertThat(asked()).containsExactly(upstream);
        assertThat(gateway.records().routed()).containsExactly(StrategyKind.COST);
        assertThat(gateway.records().switches())
                .containsExactly(new Switch(label(gateway, "auto"), label(gateway, model), StrategyKind.COST));
        assertThat(gateway.settled(1).get(0).route().model()).isEqualTo(label(gateway, "auto"));
    }

    @Test
    void keepsItsOwnTargetsWhereAStrategyCannotChoose() throws IOException {
        TestGateway gateway = start("""
                models:
                  - { name: auto, strategy: cost, targets: [ { provider: b, model: own } ] }
                routing: { cost: { complex: [ b/large ] } }
                """);

        assertThat(ask(gateway, Chat.unary("auto")).header("x-sluice-model")).isEqualTo("own");
        assertThat(asked()).containsExactly("b/own");
        assertThat(gateway.records().routingFailures()).containsExactly(RoutingFailure.NO_TARGET);
        assertThat(gateway.records().switches()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Please refactor this function., coder, a/coder",
        "Translate this into French., linguist, b/linguist",
        "How are you?, anything, c/anything"
    })
    void switchesToAModelThatIsGoodAtTheTask(String prompt, String model, String upstream) throws IOException {
        TestGateway gateway = start("""
                routing: { capability: { code: [ coder ], translation: [ linguist ], default: [ anything ] } }
                models:
                  - { name: auto, strategy: capability, targets: [ { provider: b, model: own } ] }
                  - { name: coder, targets: [ { provider: a } ] }
                  - { name: linguist, targets: [ { provider: b } ] }
                  - { name: anything, targets: [ { provider: c } ] }
                """);

        assertThat(ask(gateway, Chat.asking("auto", prompt)).header("x-sluice-model"))
                .isEqualTo(model);
        assertThat(asked()).containsExactly(upstream);
        assertThat(gateway.records().switches())
                .containsExactly(new Switch(label(gateway, "auto"), label(gateway, model), StrategyKind.CAPABILITY));
    }

    @Test
    void comesBackToItsOwnTargetsWhenTheChosenModelFails() throws IOException {
        TestGateway gateway = start("""
                routing: { capability: { default: [ anything ] } }
                models:
                  - { name: auto, strategy: capability, targets: [ { provider: b, model: own } ] }
                  - { name: anything, targets: [ { provider: c } ] }
                """);
        failing.put("c", broken());

        assertThat(ask(gateway, Chat.unary("auto")).header("x-sluice-model")).isEqualTo("own");
        assertThat(asked()).containsExactly("b/own", "c/anything");
    }

    @Test
    void takesTheFastestTarget() throws IOException {
        TestGateway gateway = start("""
                models:
                  - { name: m, strategy: latency,
                      targets: [ { provider: a }, { provider: b }, { provider: c } ] }
                """);
        // b is not known, and counts as half a second.
        target(gateway, "m", 0).vitals().health().succeeded(TimeUnit.MILLISECONDS.toNanos(900));
        target(gateway, "m", 2).vitals().health().succeeded(TimeUnit.MILLISECONDS.toNanos(20));

        assertThat(ask(gateway, Chat.unary("m")).header("x-sluice-provider")).isEqualTo("c");
        failing.put("c", broken());
        assertThat(ask(gateway, Chat.unary("m")).header("x-sluice-provider")).isEqualTo("b");
        assertThat(gateway.records().routed()).containsOnly(StrategyKind.LATENCY);
        assertThat(gateway.records().routingFailures()).isEmpty();
    }

    @Test
    void takesTheLessBusyOfTwoTargets() throws IOException {
        TestGateway gateway = start("""
                models:
                  - { name: m, strategy: least_busy, targets: [ { provider: a }, { provider: b } ] }
                """);
        target(gateway, "m", 0).vitals().inFlight().addAndGet(10);

        for (int i = 0; i < 10; i++) {
            assertThat(ask(gateway, Chat.unary("m")).header("x-sluice-provider"))
                    .isEqualTo("b");
        }
    }

    @Test
    void tellsThatAModelIsNotKnown() throws IOException {
        TestGateway gateway = start("models: [ { name: m, targets: [ { provider: a } ] } ]\n");

        assertThat(ask(gateway, Chat.unary("nobody")).status()).isEqualTo(404);
        assertThat(gateway.records().routingFailures()).containsExactly(RoutingFailure.UNKNOWN_MODEL);
        assertThat(gateway.records().routed()).isEmpty();
        assertThat(asked()).isEmpty();
    }
}
