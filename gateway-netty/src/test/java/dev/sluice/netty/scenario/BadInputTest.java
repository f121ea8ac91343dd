package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that are no good, in every dialect: 400 in the caller's words, at once, and nothing goes to a provider. */
final class BadInputTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MANY = 100_000;
    private static final int MEGA = 1 << 20;

    private static ScriptedUpstream upstream;
    private static TestGateway gateway;

    /** Who asks, and where. */
    private enum Caller {
        OPENAI("/v1/chat/completions", "gpt"),
        OPENAI_RESPONSES("/v1/responses", "gpt"),
        ANTHROPIC("/v1/messages", "claude"),
        GEMINI("/v1beta/models/gem:generateContent", "gem");

        private final String path;
        private final String model;

        Caller(String path, String model) {
            this.path = path;
            this.model = model;
        }

        private String code(byte[] body) throws IOException {
            JsonNode error = JSON.readTree(body);
            return switch (this) {
                case OPENAI, OPENAI_RESPONSES -> Stage.errorCode(new String(body, StandardCharsets.UTF_8));
                case ANTHROPIC -> Tongue.ANTHROPIC.code(error);
                case GEMINI -> Tongue.GEMINI.code(error).toLowerCase(java.util.Locale.ROOT);
            };
        }
    }

    @BeforeAll
    static void start() {
        upstream = ScriptedUpstream.start(OneGroup.always(OneGroup.OK));
        gateway = TestGateway.start("""
                providers:
                  - { name: o, dialect: openai, base_url: "http://127.0.0.1:%1$d" }
                  - { name: a, dialect: anthropic, base_url: "http://127.0.0.1:%1$d" }
                  - { name: g, dialect: gemini, base_url: "http://127.0.0.1:%1$d" }
                models:
                  - { name: gpt, targets: [ { provider: o } ] }
                  - { name: claude, targets: [ { provider: a } ] }
                  - { name: gem, targets: [ { provider: g } ] }
                """.formatted(upstream.port()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    /** What is wrong, the body ({@code M} stands for the model that is asked for), and the code. */
    private static List<Object[]> table() {
        return List.of(
                bad("nothing", "", "invalid_json"),
                bad("no JSON", "model=M", "invalid_json"),
                bad("no object", "[\"M\"]", "invalid_json"),
                bad("a text", "\"M\"", "invalid_json"),
                bad("arrays nested too deep", "{\"model\":\"M\",\"x\":" + "[".repeat(MANY), "invalid_json"),
                bad(
                        "objects nested too deep, and closed",
                        "{\"model\":\"M\",\"x\":" + "{\"a\":".repeat(MANY) + "1" + "}".repeat(MANY) + "}",
                        "invalid_json"),
                bad("the model twice", "{\"model\":\"M\",\"model\":\"M\"}", "invalid_request"),
                bad("the model twice, once escaped", "{\"model\":\"M\",\"mod\\u0065l\":\"x\"}", "invalid_request"),
                bad("a byte order mark", "\ufeff{\"model\":\"M\"}", "invalid_json"),
                bad("NaN", "{\"model\":\"M\",\"temperature\":NaN}", "invalid_json"),
                bad("Infinity", "{\"model\":\"M\",\"temperature\":-Infinity}", "invalid_json"),
                bad("trailing garbage", "{\"model\":\"M\"} x", "invalid_json"),
                bad("two objects", "{\"model\":\"M\"}{\"model\":\"M\"}", "invalid_json"),
                bad("a NUL", "{\"model\":\"M\",\"x\":\"\0\"}", "invalid_json"),
                bad("a line end in a string", "{\"model\":\"M\",\"x\":\"\n\"}", "invalid_json"),
                bad("an unknown escape", "{\"model\":\"M\",\"x\":\"\\x41\"}", "invalid_json"),
                bad("a comment", "{\"model\":\"M\"/**/}", "invalid_json"),
                bad("an object that does not end", "{\"model\":\"M\"", "invalid_json"),
                bad(
                        "a number of a megabyte that is none",
                        "{\"model\":\"M\",\"n\":" + "1".repeat(MEGA) + ".}",
                        "invalid_json"),
                bad(
                        "a limit of a megabyte",
                        "{\"model\":\"M\",\"max_tokens\":" + "9".repeat(MEGA) + "}",
                        "invalid_json"),
                bad("a number of a megabyte", "{\"x\":[" + "1".repeat(MEGA) + "],\"model\":\"M\"}", "invalid_json"),
                bad("1,001 digits", "{\"x\":" + "1".repeat(1001) + ",\"model\":\"M\"}", "invalid_json"),
                bad("1,001 decimals", "{\"model\":\"M\",\"x\":-0." + "1".repeat(998) + "}", "invalid_json"),
                bad("a number as model", "{\"model\":1}", "invalid_request"),
                bad("an object as model", "{\"model\":{}}", "invalid_request"),
                bad("null as model", "{\"model\":null}", "invalid_request"),
                bad("an empty model", "{\"model\":\"\"}", "invalid_request"),
                bad("a model of 257 bytes", "{\"model\":\"" + "m".repeat(257) + "\"}", "invalid_request"),
                bad("a model of a megabyte", "{\"model\":\"" + "m".repeat(MEGA) + "\"}", "invalid_request"),
                bad("a text for stream", "{\"model\":\"M\",\"stream\":\"yes\"}", "invalid_request"),
                bad("a number for stream", "{\"model\":\"M\",\"stream\":1}", "invalid_request"));
    }

    private static Object[] bad(String name, String body, String code) {
        return new Object[] {name, body.getBytes(StandardCharsets.UTF_8), code};
    }

    private static List<Arguments> everyCaller() {
        List<Object[]> all = new ArrayList<>(table());
        // What no text can say.
        all.add(new Object[] {"a lone continuation byte", bytes("{\"model\":\"M\",\"x\":\"", 0x80), "invalid_json"});
        all.add(new Object[] {"an overlong slash", bytes("{\"model\":\"M\",\"x\":\"", 0xC0, 0xAF), "invalid_json"});
        all.add(new Object[] {
            "an encoded surrogate", bytes("{\"model\":\"M\",\"x\":\"", 0xED, 0xA0, 0x80), "invalid_json"
        });
        all.add(new Object[] {
            "beyond Unicode", bytes("{\"model\":\"M\",\"x\":\"", 0xF5, 0x80, 0x80, 0x80), "invalid_json"
        });
        all.add(new Object[] {"UTF-16", "{\"model\":\"M\"}".getBytes(StandardCharsets.UTF_16LE), "invalid_json"});
        List<Arguments> cases = new ArrayList<>();
        for (Caller caller : Caller.values()) {
            for (Object[] one : all) {
                cases.add(Arguments.of(caller, one[0], one[1], one[2]));
            }
        }
        return cases;
    }

    private static byte[] bytes(String before, int... wrong) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        for (int one : wrong) {
            out.write(one);
        }
        out.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("everyCaller")
    void refusesInTheCallersWords(Caller caller, String name, byte[] body, String code) throws IOException {
        int before = upstream.requests().size();
        Answer answer = send(caller, named(body, caller));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(caller.code(answer.body())).isEqualTo(code);
        assertThat(answer.body().length).as("nothing of the body is said again").isLessThan(1000);
        assertThat(upstream.requests()).hasSize(before);
    }

    @Test
    void namesTheFieldThatIsMissing() throws IOException {
        for (Caller caller : List.of(Caller.OPENAI, Caller.OPENAI_RESPONSES, Caller.ANTHROPIC)) {
            Answer answer = send(caller, "{}".getBytes(StandardCharsets.UTF_8));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(caller.code(answer.body())).isEqualTo("missing_model");
        }
    }

    /** What is odd, and yet JSON: it is the provider's to judge, and passes as it came. */
    @Test
    void passesOnWhatIsOddButJson() throws IOException {
        for (Caller caller : Caller.values()) {
            for (String odd : List.of(
                    "{\"x\":\"\\ud800\",\"model\":\"M\"}",
                    "{\"x\":\"\\udc00\\ud800\",\"model\":\"M\"}",
                    "{\"x\":" + "1".repeat(1000) + ",\"model\":\"M\"}",
                    "{\"x\":1e999999,\"model\":\"M\"}",
                    "{\"x\":" + "[".repeat(500) + "]".repeat(500) + ",\"model\":\"M\"}")) {
                byte[] body = named(odd.getBytes(StandardCharsets.UTF_8), caller);
                assertThat(send(caller, body).status()).isEqualTo(200);
                List<ScriptedUpstream.Request> seen = upstream.requests();
                assertThat(seen.get(seen.size() - 1).body()).isEqualTo(body);
            }
        }
    }

    @Test
    void holdsNothingOfWhatItRefused() throws IOException {
        byte[] deep = ("{\"x\":" + "[".repeat(4 * MEGA)).getBytes(StandardCharsets.US_ASCII);
        send(Caller.OPENAI, deep);
        long before = direct();
        for (int i = 0; i < 50; i++) {
            assertThat(send(Caller.values()[i % 4], deep).status()).isEqualTo(400);
        }

        assertThat(direct() - before).isLessThan(64L * MEGA);
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private static byte[] named(byte[] body, Caller caller) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return text.replace("\"M\"", "\"" + caller.model + "\"").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Answer send(Caller caller, byte[] body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST " + caller.path + " HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length + "\r\n\r\n");
            return client.send(body).answer();
        }
    }
}
