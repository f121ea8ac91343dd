package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where client and provider speak one dialect, the provider gets the client's own bytes, but for what is documented:
 * the model's name, the wish for a stream's usage, the group's overrides.
 */
final class ByteIdentityTest {

    private static final int MEGA = 1 << 20;

    /** What any writer of JSON would write otherwise. */
    private static final String ODDITIES =
            "\"z\" :1e400,\t\"a\":  -0.000, \"big\":123456789012345678901234567890.5E-7,\r\n"
                    + " \"esc\\u0061ped\":\"\\u00e9\\/\\ud83d\\ude00 \\u0000\\uD800\", \"\":null , "
                    + "\"raw\":\"\u00e9\ud83d\ude00\u2028\","
                    + "\"same\":1,\"same\":2, \"deep\":[[ ],{ },[{\"model\":\"not this\",\"stream\" : true}]],"
                    + "\"unknown_field\":{\"x\":[1.0,1.00,1E+2,0.1e-0]}";

    private static final String IMAGES = images();

    private static ScriptedUpstream upstream;
    private static TestGateway gateway;

    /** Eight megabytes in two images, as each dialect's field takes them. */
    private static String images() {
        byte[] pixels = new byte[3 * MEGA];
        new Random(7).nextBytes(pixels);
        String image = Base64.getEncoder().encodeToString(pixels);
        return "\"images\" : [ {\"data\":\"" + image + "\"} , {\"url\":\"data:image\\/png;base64," + image + "\"} ]";
    }

    @BeforeAll
    static void start() {
        upstream = ScriptedUpstream.start(OneGroup.always(OneGroup.OK));
        gateway = TestGateway.start("""
                providers:
                  - { name: o, dialect: openai, base_url: "http://127.0.0.1:%1$d" }
                  - { name: a, dialect: anthropic, base_url: "http://127.0.0.1:%1$d" }
                  - { name: g, dialect: gemini, base_url: "http://127.0.0.1:%1$d" }
                  - { name: over, dialect: openai, base_url: "http://127.0.0.1:%1$d", param_overrides: { temperature: 0.5 } }
                models:
                  - { name: same-o, targets: [ { provider: o } ] }
                  - { name: same-a, targets: [ { provider: a } ] }
                  - { name: same-g, targets: [ { provider: g } ] }
                  - { name: alias-o, targets: [ { provider: o, model: their/o } ] }
                  - { name: alias-a, targets: [ { provider: a, model: their-a } ] }
                  - { name: alias-g, targets: [ { provider: g, model: their-g } ] }
                  - { name: over, targets: [ { provider: over } ] }
                """.formatted(upstream.port()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, same-o",
        "/v1/completions, same-o",
        "/v1/responses, same-o",
        "/v1/embeddings, same-o",
        "/v1/moderations, same-o",
        "/v1/images/generations, same-o",
        "/v1/audio/speech, same-o",
        "/v1/messages, same-a",
        "/v1/messages/count_tokens, same-a",
        "/v1beta/models/same-g:generateContent, same-g",
        "/v1beta/models/same-g:streamGenerateContent?alt=sse, same-g",
        "/v1beta/models/same-g:countTokens, same-g",
        "/v1beta/models/same-g:embedContent, same-g",
    })
    void passesOnWhatItGot(String path, String model) throws IOException {
        for (String body : bodies("\"mod\\u0065l\" :\t\"" + model + "\"", "\"stream\" : false")) {
            assertThat(sent(path, body)).isEqualTo(bytes(body));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, alias-o, their/o",
        "/v1/responses, alias-o, their/o",
        "/v1/messages, alias-a, their-a",
        "/v1beta/models/alias-g:embedContent, alias-g, their-g",
    })
    void changesNothingButTheModelsName(String path, String model, String theirs) throws IOException {
        for (String body : bodies("\"model\" :\n\"" + model + "\"", "\"stream\":null")) {
            assertThat(sent(path, body)).isEqualTo(bytes(body.replace("\"" + model + "\"", "\"" + theirs + "\"")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, '\"stream\" : true', '\"stream\" : true,\"stream_options\":{\"include_usage\":true}'",
        "/v1/completions, '\"stream\":true ', '\"stream\":true,\"stream_options\":{\"include_usage\":true} '",
        "/v1/chat/completions, '\"stream\":true,\"stream_options\" : { \"x\":1 }', "
                + "'\"stream\":true,\"stream_options\" : {\"include_usage\":true, \"x\":1 }'",
        "/v1/responses, '\"stream\" : true', '\"stream\" : true'",
    })
    void addsNothingButTheWishForTheUsage(String path, String stream, String with) throws IOException {
        for (String body : bodies("\"model\":\"same-o\"", stream)) {
            // The one that stands in a nested object is none of ours.
            int at = body.lastIndexOf(stream);
            String expected = body.substring(0, at) + with + body.substring(at + stream.length());
            assertThat(sent(path, body)).isEqualTo(bytes(expected));
        }
    }

    @ParameterizedTest
    @CsvSource({"'\"temperature\" :\t1e1', '\"temperature\" :\t0.5'"})
    void changesNothingButWhatTheGroupOverrides(String given, String overridden) throws IOException {
        for (String body : bodies("\"model\":\"over\"", given)) {
            assertThat(sent("/v1/chat/completions", body)).isEqualTo(bytes(body.replace(given, overridden)));
        }
    }

    /** The same members in several orders, with the images and without. */
    private static List<String> bodies(String model, String last) {
        return List.of(
                " \n{ " + model + " ," + ODDITIES + ", " + last + "}\t\r\n",
                "{" + ODDITIES + " , " + last + "," + model + "  }",
                "{" + model + "," + IMAGES + "," + ODDITIES + "," + last + "}",
                "{  " + ODDITIES + "," + IMAGES + "," + last + " ," + model + "}\n");
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sent(String path, String body) throws IOException {
        byte[] bytes = bytes(body);
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST " + path + " HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + bytes.length + "\r\n\r\n");
            assertThat(client.send(bytes).answer().status()).isEqualTo(200);
        }
        List<ScriptedUpstream.Request> seen = upstream.requests();
        return seen.get(seen.size() - 1).body();
    }
}
