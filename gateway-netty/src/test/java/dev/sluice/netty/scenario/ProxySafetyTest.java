package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ANY /proxy/{group}/{path}}: what must not happen to a request, to a key, or twice. */
final class ProxySafetyTest {

    private static final String RETRIES =
            "resilience: { attempts: 3, backoff: { initial: 5ms, max: 10ms, jitter: 0 }, breaker: { failures: 50 } }\n";
    private static final String TWO_KEYS =
            "keys: [ { name: k1, value: sk-upstream-1 }, { name: k2, value: sk-upstream-2 } ]\n";

    @ParameterizedTest
    @CsvSource({"GET, 3", "PUT, 3", "DELETE, 3", "POST, 1", "PATCH, 1", "PURGE, 1"})
    void repeatsWhatAProviderMayHaveDoneOnlyWhereThatIsHarmless(String method, int times) throws IOException {
        try (OneGroup group = OneGroup.with("", RETRIES, OneGroup.always(Said.status(503, "", "{}")))) {
            Answer answer =
                    group.send(method + " /proxy/g/v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(group.upstream().requests()).hasSize(times);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 429})
    void givesAnyRequestToAnotherKeyWhereOneIsRefused(int status) throws IOException {
        Script script = connection -> {
            while (connection.readRequest()) {
                boolean first = connection.lastHead().contains("sk-upstream-1");
                connection.send(first ? Said.status(status, "", "{}") : OneGroup.OK);
            }
        };
        try (OneGroup group = OneGroup.with(TWO_KEYS, RETRIES, script)) {
            for (int i = 0; i < 2; i++) {
                assertThat(group.send(RawClient.post("/proxy/g/v1/batches", "{}"))
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/%63ompletions",
                "//v1/chat/completions",
                "/v1//chat/completions",
                "/v1/chat/completions/",
                "/v1/chat/completions;a=b",
                "/v1/Chat/Completions"
            })
    void takesNoEndpointOfModelsInDisguise(String path) throws IOException {
        try (OneGroup group = OneGroup.with("model_redirect_strict: true\nmodel_redirects: { m: n }\n", "")) {
            Answer answer = group.send(RawClient.post("/proxy/g" + path, Chat.unary("forbidden")));

            ErrorShape.require(answer, 400, "invalid_request");
            assertThat(group.upstream().requests()).isEmpty();
        }
    }

    @Test
    void takesNoTrace() throws IOException {
        try (OneGroup group = OneGroup.with("", "")) {
            Answer answer = group.send("TRACE /proxy/g/v1/files HTTP/1.1\r\nHost: x\r\n\r\n");

            ErrorShape.require(answer, 405, "method_not_allowed");
            assertThat(group.upstream().requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 429, 500})
    void tellsNobodyTheKeyThatAProviderQuotes(int status) throws IOException {
        String error = "{\"error\":{\"message\":\"Consumer 'api_key:sk-upstream' has been suspended.\"}}";
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(Said.status(status, "", error)))) {
            for (String path : new String[] {"/proxy/g/v1/files", "/proxy/g/v1/chat/completions"}) {
                assertThat(group.send(RawClient.post(path, Chat.unary("m"))).text())
                        .contains("\"error\"")
                        .doesNotContain("sk-upstream");
            }
        }
    }
}
