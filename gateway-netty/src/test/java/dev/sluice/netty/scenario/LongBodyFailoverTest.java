package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Bodies that are sent as they arrive, and so once only: to whom, when somebody fails. */
final class LongBodyFailoverTest {

    private static final String LITTLE_IS_HELD = TestGateway.serving("replay_limit: 1KiB");
    private static final String FORM = "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n"
            + "Content-Type: audio/wav\r\n\r\n" + "x".repeat(200_000) + "\r\n--b--\r\n";
    private static final String REQUEST = "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\n"
            + "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + FORM.length() + "\r\n\r\n" + FORM;

    private static TwoProviders start(ScriptedUpstream.Script script) {
        return TwoProviders.start(script, TwoProviders.RESILIENCE, LITTLE_IS_HELD);
    }

    private static Answer transcribe(TwoProviders both) throws IOException {
        try (RawClient client = new RawClient(both.gateway().port())) {
            return client.send(REQUEST).answer();
        }
    }

    @Test
    void goToAnotherProviderWhileNothingHasBeenSent() throws IOException {
        try (TwoProviders both = start(connection -> {})) {
            both.a().close();

            Answer answer = transcribe(both);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-provider")).isEqualTo("b");
            assertThat(both.b().requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.text()).isEqualTo(FORM));
            both.gateway().settled(1);
            assertThat(both.gateway().server().state().bodyMemoryUsed()).isZero();
        }
    }

    @Test
    void areNotSentTwice() throws IOException {
        try (TwoProviders both = start(ScriptedUpstream.Connection::readRequest)) {
            Answer answer = transcribe(both);

            assertThat(answer.status()).isEqualTo(502);
            assertThat(Stage.errorCode(answer.text())).isEqualTo("upstream_closed");
            assertThat(both.a().requests()).hasSize(1);
            assertThat(both.b().requests()).isEmpty();
            both.gateway().settled(1);
            assertThat(both.target("m").vitals().inFlight()).hasValue(0);
        }
    }
}
