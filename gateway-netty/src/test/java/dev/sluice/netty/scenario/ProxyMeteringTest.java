package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.RecordedStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Endpoints behind {@code /proxy} that the gateway knows are read and counted like its own; all others are not. */
final class ProxyMeteringTest {

    private static final String CHAT = "/proxy/g/v1/chat/completions";
    private static final String REDIRECT = "model_redirects: { m: real }";
    private static final String WITH_USAGE = "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5}}";
    private static final String UNARY = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
            + WITH_USAGE.length() + "\r\n\r\n" + WITH_USAGE;

    private static String recorded() {
        return new String(RecordedStream.eventByEvent().wire(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static void require(OneGroup group, ExchangeRecord record, Endpoint endpoint, int model) {
        assertThat(record.request().proxied()).isTrue();
        assertThat(record.request().endpoint()).isEqualTo(endpoint);
        assertThat(record.route().group()).isEqualTo(group.provider().label());
        assertThat(record.route().provider()).isEqualTo(group.provider().label());
        assertThat(record.route().model()).isEqualTo(model);
        assertThat(record.route().attempts()).isEqualTo(1);
    }

    private static int label(OneGroup group, String model) {
        return group.gateway().snapshot().routes().find(model).label();
    }

    @Test
    void readsTheUsageOfAWholeAnswer() throws IOException {
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(UNARY))) {
            assertThat(group.send(RawClient.post(CHAT, Chat.unary("m"))).text()).isEqualTo(WITH_USAGE);

            ExchangeRecord record = group.gateway().settled(1).get(0);
            require(group, record, Endpoint.CHAT_COMPLETIONS, label(group, "m"));
            assertThat(record.request().stream()).isFalse();
            assertThat(record.usage().input()).isEqualTo(7);
            assertThat(record.usage().output()).isEqualTo(5);
        }
    }

    @Test
    void asksForTheUsageOfAStreamAndHidesIt() throws IOException {
        try (OneGroup group = OneGroup.with(REDIRECT, "", OneGroup.always(recorded()))) {
            Answer answer = group.send(RawClient.post(CHAT + "?a=1", Chat.stream("m")));

            assertThat(answer.text())
                    .isEqualTo(RecordedStream.eventByEvent().body().replace(RecordedStream.USAGE, ""));
            assertThat(group.seen().text())
                    .isEqualTo(Chat.stream("real")
                            .replace("\"stream\":true", "\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
            assertThat(group.seen().head()).startsWith("POST /v1/chat/completions?a=1 HTTP/1.1\r\n");
            ExchangeRecord record = group.gateway().settled(1).get(0);
            require(group, record, Endpoint.CHAT_COMPLETIONS, label(group, "m"));
            assertThat(record.request().stream()).isTrue();
            assertThat(record.usage().input()).isEqualTo(9);
            assertThat(record.usage().output()).isEqualTo(3);
            assertThat(record.timing().firstTokenNanos()).isPositive();
        }
    }

    @Test
    void leavesTheUsageToAClientThatAsksForIt() throws IOException {
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(recorded()))) {
            Answer answer = group.send(RawClient.post(CHAT, Stage.STREAM_WITH_USAGE));

            assertThat(answer.text()).isEqualTo(RecordedStream.eventByEvent().body());
            assertThat(group.seen().text()).isEqualTo(Stage.STREAM_WITH_USAGE);
        }
    }

    @Test
    void wantsToReadWhatItCounts() throws IOException {
        String headers = "Accept-Encoding: gzip\r\nCookie: a=b\r\nX-Mine: 1\r\nAuthorization: Bearer x\r\n";
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(UNARY))) {
            String request = RawClient.post(CHAT, Chat.unary("m")).replaceFirst("\r\n", "\r\n" + headers);
            assertThat(group.send(request).status()).isEqualTo(200);

            assertThat(group.seen().head())
                    .contains("accept-encoding: identity\r\n", "Cookie: a=b\r\n", "X-Mine: 1\r\n")
                    .doesNotContain("gzip", "Bearer x");
        }
    }

    @Test
    void countsAModelThatIsNotConfiguredAsOther() throws IOException {
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(UNARY))) {
            assertThat(group.send(RawClient.post(CHAT, Chat.unary("made-up"))).status())
                    .isEqualTo(200);

            require(group, group.gateway().settled(1).get(0), Endpoint.CHAT_COMPLETIONS, Labels.OTHER);
            assertThat(group.gateway().records().attempts())
                    .singleElement()
                    .satisfies(attempt -> assertThat(attempt.model()).isEqualTo(Labels.OTHER));
        }
    }

    @ParameterizedTest
    @CsvSource({"GET,/v1/chat/completions", "POST,/v1/files", "GET,/v1/models", "GET,/v1/models/m", "PUT,/healthz"})
    void readsNothingElse(String method, String path) throws IOException {
        try (OneGroup group = OneGroup.with("", "", OneGroup.always(UNARY))) {
            String json = Chat.stream("m");
            Answer answer = group.send(method + " /proxy/g" + path + " HTTP/1.1\r\nHost: gateway\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json);

            assertThat(answer.text()).isEqualTo(WITH_USAGE);
            assertThat(group.seen().head()).startsWith(method + " " + path + " HTTP/1.1\r\n");
            assertThat(group.seen().text()).isEqualTo(json);
            ExchangeRecord record = group.gateway().settled(1).get(0);
            require(group, record, Endpoint.PROXY, Labels.UNKNOWN);
            assertThat(record.request().method()).isEqualTo(Method.valueOf(method));
            assertThat(record.request().stream()).isFalse();
            assertThat(record.usage().reported()).isFalse();
            assertThat(record.sizes().requestBody()).isEqualTo(json.length());
            assertThat(record.sizes().responseBody()).isEqualTo(WITH_USAGE.length());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json|{\"model\":|400|invalid_json",
                "application/json|{\"messages\":[]}|400|missing_model",
                "text/plain|{\"model\":\"m\"}|415|unsupported_media_type"
            })
    void refusesAtAKnownEndpointWhatItRefusesElsewhere(String type, String body, int status, String code)
            throws IOException {
        try (OneGroup group = OneGroup.with("", "")) {
            String request = RawClient.post(CHAT, body).replace("application/json", type);
            ErrorShape.require(group.send(request), status, code);

            assertThat(group.upstream().connections()).isZero();
            ExchangeRecord record = group.gateway().settled(1).get(0);
            assertThat(record.route().group()).isEqualTo(group.provider().label());
            assertThat(record.route().provider()).isEqualTo(Labels.UNKNOWN);
        }
    }

    @Test
    void endsABrokenStreamHonestly() throws IOException {
        String wire = recorded();
        String cut = wire.substring(0, wire.indexOf("Welt") + 4);
        try (OneGroup group = OneGroup.with("", "", connection -> {
            connection.readRequest();
            connection.send(cut);
        })) {
            Answer answer = group.send(RawClient.post(CHAT, Chat.stream("m")));

            assertThat(answer.text())
                    .contains("Grüße")
                    .doesNotContain("Welt", "[DONE]")
                    .contains("\"code\":\"upstream_cut\"");
            assertThat(group.gateway().settled(1).get(0).result().success()).isFalse();
        }
    }
}
