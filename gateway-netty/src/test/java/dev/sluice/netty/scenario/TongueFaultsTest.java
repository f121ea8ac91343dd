package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.FailoverResult;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What fails between a client and two providers of its dialect: who is asked, and in whose words the client is told.
 */
final class TongueFaultsTest {

    private static final String GOOD = Said.ok("{\"from\": \"b\"}");

    private static TwoProviders start(Tongue tongue, Script a) {
        return start(tongue, TwoProviders.RESILIENCE, a);
    }

    private static TwoProviders start(Tongue tongue, String resilience, Script a) {
        Script b = connection -> {
            while (connection.readRequest()) {
                boolean stream = connection.lastHead().contains(":stream")
                        || connection.lastRequest().contains("\"stream\":true");
                connection.send(
                        stream ? Said.STREAM + wire(tongue, tongue.events().size()) + Said.LAST : GOOD);
            }
        };
        ScriptedUpstream first = ScriptedUpstream.start(a);
        ScriptedUpstream second = ScriptedUpstream.start(b);
        String yaml = TwoProviders.configuration(first.port(), second.port(), resilience)
                .replace("dialect: openai", "dialect: " + tongue.dialect());
        return new TwoProviders(first, second, TestGateway.start(yaml));
    }

    /** So many of the first events of a stream, each in a chunk. */
    private static String wire(Tongue tongue, int events) {
        StringBuilder wire = new StringBuilder();
        tongue.events().subList(0, events).forEach(event -> wire.append(Said.chunk(event)));
        return wire.toString();
    }

    private static Answer ask(TwoProviders both, String request) throws IOException {
        try (RawClient client = new RawClient(both.gateway().port())) {
            return client.send(request).answer();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ANTHROPIC,429,rate_limit_error,429,",
        "ANTHROPIC,500,api_error,500,",
        "ANTHROPIC,529,overloaded_error,529,",
        "ANTHROPIC,401,authentication_error,503,upstream_key_rejected",
        "GEMINI,429,RESOURCE_EXHAUSTED,429,",
        "GEMINI,500,INTERNAL,500,",
        "GEMINI,503,UNAVAILABLE,503,",
        "GEMINI,401,UNAUTHENTICATED,503,upstream_key_rejected"
    })
    void failsOverWhereThatHelpsAndElseTellsItInTheClientsDialect(
            Tongue tongue, int status, String type, int told, String code) throws IOException {
        String said = tongue.error(status, type);
        Script failing = connection -> {
            while (connection.readRequest()) {
                connection.send(Said.status(status, "", said));
            }
        };
        try (TwoProviders both = start(tongue, failing)) {
            Answer alone = ask(both, tongue.ask("alone"));

            assertThat(alone.status()).isEqualTo(told);
            if (code == null) {
                assertThat(alone.text()).isEqualTo(said);
            } else {
                assertThat(tongue.code(alone.text())).isEqualTo(code);
            }
        }
        try (TwoProviders both = start(tongue, failing)) {
            Answer helped = ask(both, tongue.ask("m"));

            assertThat(helped.text()).isEqualTo("{\"from\": \"b\"}");
            both.gateway().settled(1);
            assertThat(both.gateway().records().failovers())
                    .containsExactly(FailoverResult.INVOKED, FailoverResult.SUCCESS);
        }
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC,invalid_request_error", "GEMINI,INVALID_ARGUMENT"})
    void relaysWhatTheClientDidWrongAndAsksNobodyElse(Tongue tongue, String type) throws IOException {
        String said = tongue.error(400, type);
        try (TwoProviders both = start(tongue, connection -> {
            while (connection.readRequest()) {
                connection.send(Said.status(400, "", said));
            }
        })) {
            Answer answer = ask(both, tongue.ask("m"));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo(said);
            assertThat(both.b().requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Tongue.class)
    void failsOverFromAStreamThatBreaksBeforeItsFirstOutput(Tongue tongue) throws IOException {
        try (TwoProviders both = start(tongue, connection -> {
            connection.readRequest();
            connection.send(Said.STREAM + wire(tongue, tongue.firstOutput()));
        })) {
            Answer answer = ask(both, tongue.askForStream("m"));

            assertThat(answer.text()).isEqualTo(String.join("", tongue.events()));
            assertThat(answer.header("x-sluice-provider")).isEqualTo("b");
        }
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC,529,overloaded_error", "GEMINI,503,UNAVAILABLE"})
    void failsOverFromAnErrorEventBeforeTheFirstOutput(Tongue tongue, int status, String type) throws IOException {
        try (TwoProviders both = start(tongue, connection -> {
            while (connection.readRequest()) {
                connection.send(Said.STREAM
                        + wire(tongue, tongue.firstOutput())
                        + Said.chunk(tongue.errorEvent(status, type))
                        + Said.LAST);
            }
        })) {
            Answer answer = ask(both, tongue.askForStream("m"));

            assertThat(answer.text()).isEqualTo(String.join("", tongue.events()));
            assertThat(both.a().requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"ANTHROPIC,529,overloaded_error", "GEMINI,503,UNAVAILABLE"})
    void relaysAnErrorEventBehindTheFirstOutput(Tongue tongue, int status, String type) throws IOException {
        try (TwoProviders both = start(tongue, connection -> {
            connection.readRequest();
            connection.send(Said.STREAM
                    + wire(tongue, tongue.firstOutput() + 1)
                    + Said.chunk(tongue.errorEvent(status, type))
                    + Said.LAST);
            connection.awaitEnd();
        })) {
            Answer answer = ask(both, tongue.askForStream("m"));

            assertThat(answer.text()).endsWith(tongue.errorEvent(status, type));
            assertThat(both.b().requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Tongue.class)
    void tellsOfAStallInTheStreamsOwnWords(Tongue tongue) throws IOException {
        String begun = String.join("", tongue.events().subList(0, tongue.firstOutput() + 1));
        try (TwoProviders both = start(tongue, TwoProviders.hasty("stall"), connection -> {
            connection.readRequest();
            connection.send(Said.STREAM + wire(tongue, tongue.firstOutput() + 1));
            connection.awaitEnd();
        })) {
            Answer answer = ask(both, tongue.askForStream("m"));

            assertThat(answer.complete()).isTrue();
            assertThat(answer.text()).startsWith(begun);
            assertThat(tongue.codeOfEvent(answer.text().substring(begun.length())))
                    .isEqualTo("stall_timeout");
        }
    }
}
