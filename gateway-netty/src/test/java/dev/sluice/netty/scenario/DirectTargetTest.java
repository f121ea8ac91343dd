package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.label.Labels;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code provider/model} as the name of a model addresses a target directly. */
final class DirectTargetTest {

    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        upstream = ScriptedUpstream.answering(OneGroup.OK);
        gateway = TestGateway.start("""
                providers:
                  - { name: a, dialect: openai, base_url: "http://127.0.0.1:%1$d", keys: [ { name: k, value: sk-a } ] }
                  - { name: b, dialect: openai, base_url: "http://127.0.0.1:%1$d", keys: [ { name: k, value: sk-b } ],
                      model_redirects: { nick: full } }
                  - { name: all, members: [ { provider: a }, { provider: b } ] }
                models:
                  - { name: m, targets: [ { provider: a, model: own } ] }
                  - { name: own, targets: [ { provider: b } ] }
                  - { name: org/special, targets: [ { provider: b, model: chosen } ] }
                """.formatted(upstream.port()));
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private Answer chat(String model) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(Chat.post(Chat.unary(model))).answer();
        }
    }

    private int label(String model) {
        return gateway.snapshot().routes().find(model).label();
    }

    @ParameterizedTest
    @CsvSource({
        "a/x, a, x",
        "b/x, b, x",
        "a/own, a, own",
        "b/nick, b, full",
        "a/org/model:v1, a, org/model:v1",
        "a//x, a, /x",
        "a/m, a, m",
        // A slash may stand in the name of a configured model, too.
        "org/special, b, chosen",
        "a/special, a, special"
    })
    void sendsTheModelToItsProvider(String asked, String provider, String model) throws IOException {
        Answer answer = chat(asked);

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("x-sluice-provider")).isEqualTo(provider);
        assertThat(answer.header("x-sluice-model")).isEqualTo(model);
        assertThat(upstream.requests()).singleElement().satisfies(seen -> {
            assertThat(seen.head()).contains("authorization: Bearer sk-" + provider + "\r\n");
            assertThat(seen.text()).isEqualTo(Chat.unary(model));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"c/x", "A/x", "/x", "a/", "/", "a", "x", " a/x", "a /x", "own/a"})
    void refusesWhatNamesNoGroup(String asked) throws IOException {
        ErrorShape.require(chat(asked), 404, "model_not_found");

        assertThat(upstream.connections()).isZero();
        assertThat(gateway.settled(1).get(0).route().model()).isEqualTo(Labels.UNKNOWN);
    }

    @Test
    void addressesAnAggregateToo() throws IOException {
        assertThat(List.of(
                        chat("all/x").header("x-sluice-provider"),
                        chat("all/x").header("x-sluice-provider"),
                        chat("all/nick").header("x-sluice-provider")))
                .containsExactly("a", "b", "a");
    }

    @Test
    void labelsAModelByAConfiguredNameOnly() throws IOException {
        for (String asked : List.of("a/made-up-1", "b/made-up-2", "all/made-up-3", "a/own", "a/m", "org/special")) {
            assertThat(chat(asked).status()).isEqualTo(200);
        }

        assertThat(gateway.settled(6))
                .extracting(each -> each.route().model())
                .containsExactlyInAnyOrder(
                        Labels.OTHER, Labels.OTHER, Labels.OTHER, label("own"), label("m"), label("org/special"));
        assertThat(gateway.records().attempts())
                .extracting(each -> each.model())
                .containsExactly(
                        Labels.OTHER, Labels.OTHER, Labels.OTHER, label("own"), label("m"), label("org/special"));
        assertThat(gateway.snapshot().routes().all()).hasSize(3);
    }

    @Test
    void writesNoClientsStringIntoAHeadLineAsItCame() throws IOException {
        Answer answer = chat("a/x\\r\\nset-cookie: evil=1\\u00e9\\u2028");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-sluice-model")).isEqualTo("x??set-cookie: evil=1??");
        assertThat(answer.header("set-cookie")).isNull();
    }

    @Test
    void holdsNothingForModelsThatCome() throws IOException {
        int before = gateway.snapshot().routes().all().size();
        try (RawClient client = new RawClient(gateway.port())) {
            for (int i = 0; i < 500; i++) {
                assertThat(client.send(Chat.post(Chat.unary("all/made-up-" + i)))
                                .answer()
                                .status())
                        .isEqualTo(200);
            }
        }

        assertThat(gateway.snapshot().routes().all()).hasSize(before);
        assertThat(gateway.settled(500)).allMatch(each -> each.route().model() == Labels.OTHER);
    }
}
