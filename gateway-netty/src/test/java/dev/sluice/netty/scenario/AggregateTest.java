package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.provider.KeyState;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups of groups: who gets which share of the traffic, and who takes over. */
final class AggregateTest {

    private static final String MODELS = "/proxy/%s/v1/files";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        // One upstream plays all members: the key tells which.
        upstream = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                String key = connection.lastHead().replaceAll("(?s).*authorization: Bearer (\\S+).*", "$1");
                connection.send(answers.getOrDefault(key, OneGroup.OK));
            }
        });
        gateway = TestGateway.start(configuration("provider: a, weight: 3"));
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private String configuration(String heavy) {
        String url = "http://127.0.0.1:" + upstream.port();
        return """
                providers:
                  - { name: a, dialect: openai, base_url: "%1$s", keys: [ { name: a1, value: sk-a1 } ],
                      model_redirects: { only-a: real, m: real }, model_redirect_strict: true }
                  - { name: b, dialect: openai, base_url: "%1$s", keys: [ { name: b1, value: sk-b1 } ] }
                  - { name: c, dialect: openai, base_url: "%1$s", keys: [ { name: c1, value: sk-c1 } ] }
                  - { name: both, members: [ { %2$s }, { provider: b } ] }
                  - { name: nested, members: [ { provider: both }, { provider: c } ] }
                models:
                  - { name: m, targets: [ { provider: both } ] }
                  - { name: plain, targets: [ { provider: b } ] }
                resilience: { attempts: 1, breaker: { failures: 1000 } }
                """.formatted(url, heavy);
    }

    private Answer call(String group) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(RawClient.get(MODELS.formatted(group))).answer();
        }
    }

    private Answer chat(String path, String model) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(RawClient.post(path, Chat.unary(model))).answer();
        }
    }

    /** Who answered so many calls of a group, in order. */
    private String turns(String group, int count) throws IOException {
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < count; i++) {
            Answer answer = call(group);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            turns.append(answer.header("x-sluice-provider"));
        }
        return turns.toString();
    }

    private static String status(int status) {
        return "HTTP/1.1 " + status + " X\r\ncontent-length: 2\r\n\r\n{}";
    }

    private int label(String group) {
        return gateway.snapshot().groups().get(group).label();
    }

    @Test
    void sharesTrafficByWeightsSmoothly() throws IOException {
        assertThat(turns("both", 12)).isEqualTo("aabaaabaaaba");
    }

    @Test
    void goesOnWhereItWasAfterAReload() throws IOException {
        assertThat(turns("both", 2)).isEqualTo("aa");
        gateway.reload(configuration("provider: a, weight: 3") + "log: { access: none }\n");
        assertThat(turns("both", 2)).isEqualTo("ba");
        gateway.reload(configuration("provider: a, weight: 1"));
        assertThat(turns("both", 4)).isEqualTo("abab");
    }

    @Test
    void multipliesTheSharesOfNestedGroups() throws IOException {
        String turns = turns("nested", 16);

        assertThat(turns.replaceAll("[^a]", "")).hasSize(6);
        assertThat(turns.replaceAll("[^b]", "")).hasSize(2);
        assertThat(turns.replaceAll("[^c]", "")).hasSize(8);
        // Smoothly: the heaviest never has three in a row.
        assertThat(turns).doesNotContain("ccc", "aaa", "bb");
    }

    @Test
    void passesOverMembersWithoutAUsableKey() throws IOException {
        answers.put("sk-a1", status(401));

        assertThat(turns("both", 8)).isEqualTo("bbbbbbbb");
        // Of what a leaves each takes by its own share of the whole, an eighth and a half.
        assertThat(turns("nested", 10).replaceAll("[^b]", "")).hasSize(2);
        assertThat(gateway.records().attempts()).hasSize(3 + 8 + 10);
        assertThat(gateway.snapshot().providers().get(0).keys().find("a1").state())
                .isEqualTo(KeyState.INVALID);
    }

    @Test
    void answers503WhenNoMemberHasAUsableKey() throws IOException {
        answers.putAll(Map.of("sk-a1", status(401), "sk-b1", status(401)));
        ErrorShape.require(call("both"), 503, "upstream_key_rejected");
        assertThat(upstream.requests()).hasSize(2);
        // Of a path that is no model's a refusal counts, and does not take the key away at once.
        call("both");
        call("both");
        gateway.settled(3);

        ErrorShape.require(call("both"), 503, "no_usable_keys");
        assertThat(gateway.settled(4)).extracting(each -> each.route().group()).containsOnly(label("both"));
        ErrorShape.require(chat("/proxy/both/v1/chat/completions", "plain"), 503, "no_usable_keys");
        ErrorShape.require(chat("/v1/chat/completions", "m"), 503, "no_usable_keys");
        ErrorShape.require(chat("/v1/chat/completions", "both/plain"), 503, "no_usable_keys");
        assertThat(upstream.requests()).hasSize(6);
        assertThat(turns("nested", 3)).isEqualTo("ccc");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void failsOverFromOneMemberToAnother(int status) throws IOException {
        answers.put("sk-a1", status(status));
        Answer answer = call("both");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("x-sluice-provider")).isEqualTo("b");
        assertThat(answer.header("x-sluice-attempts")).isEqualTo("2");
        ExchangeRecord record = gateway.settled(1).get(0);
        assertThat(record.route().provider()).isEqualTo(label("b"));
        assertThat(record.route().group()).isEqualTo(label("both"));
        assertThat(record.route().attempts()).isEqualTo(2);
        assertThat(gateway.records().failovers()).containsExactly(FailoverResult.INVOKED, FailoverResult.SUCCESS);
    }

    @Test
    void relaysTheLastAnswerWhenAllMembersFail() throws IOException {
        answers.putAll(Map.of("sk-a1", status(500), "sk-b1", status(502), "sk-c1", status(503)));

        assertThat(call("nested").status()).isIn(500, 502, 503);
        assertThat(upstream.requests()).hasSize(3);
        assertThat(gateway.settled(1).get(0).route().attempts()).isEqualTo(3);
    }

    @Test
    void relaysAClientsMistakeFromTheFirstMember() throws IOException {
        answers.put("sk-a1", status(404));

        assertThat(call("both").status()).isEqualTo(404);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    void countsUnderItsOwnNameOnlyWhatWasAskedOfIt() throws IOException {
        // One after the other: on two event loops the later one may be settled first.
        assertThat(call("both").status()).isEqualTo(200);
        gateway.settled(1);
        assertThat(call("nested").status()).isEqualTo(200);
        gateway.settled(2);
        assertThat(chat("/proxy/both/v1/chat/completions", "m").status()).isEqualTo(200);
        gateway.settled(3);
        Answer routed = chat("/v1/chat/completions", "m");

        assertThat(gateway.settled(4))
                .extracting(each -> each.route().group())
                .containsExactly(
                        label("both"), label("nested"), label("both"), label(routed.header("x-sluice-provider")));
    }

    @Test
    void servesAModelThroughItsMembers() throws IOException {
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            turns.append(chat("/v1/chat/completions", "m").header("x-sluice-provider"));
        }

        assertThat(turns.toString()).isEqualTo("aabaaaba");
        assertThat(upstream.requests())
                .allSatisfy(seen -> assertThat(seen.text())
                        .contains(seen.head().contains("sk-a1") ? "\"model\":\"real\"" : "\"model\":\"m\""));
    }

    @Test
    void leavesOutAMemberThatDoesNotTakeTheModel() throws IOException {
        for (int i = 0; i < 4; i++) {
            assertThat(chat("/proxy/both/v1/chat/completions", "plain").header("x-sluice-provider"))
                    .isEqualTo("b");
            assertThat(chat("/v1/chat/completions", "both/plain").header("x-sluice-provider"))
                    .isEqualTo("b");
        }
        StringBuilder turns = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            turns.append(chat("/proxy/both/v1/chat/completions", "only-a").header("x-sluice-provider"));
        }
        assertThat(turns.toString()).isEqualTo("aaba");
    }
}
