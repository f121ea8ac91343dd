package dev.sluice.netty.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream of Anthropic's and one of Gemini's, broken off after each of their bytes. */
final class TongueEndingTest {

    /**
     * What a client must see.
     *
     * @param body what stands before an error event
     * @param error the code of the error event, or of the error body; null without one
     */
    private record Expected(
            int status, String body, @Nullable String error, boolean complete) {}

    /** The bytes on the wire, and how many of the body there are after each. */
    private record Wire(Tongue tongue, byte[] bytes, List<Integer> bodyAfter, byte[] body) {

        static Wire of(Tongue tongue) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            List<Integer> after = new ArrayList<>(List.of(0));
            int body = 0;
            body = add(bytes, after, Said.STREAM, body, 0);
            for (String event : tongue.events()) {
                byte[] data = event.getBytes(UTF_8);
                body = add(bytes, after, Integer.toHexString(data.length) + "\r\n", body, 0);
                body = add(bytes, after, event, body, 1);
                body = add(bytes, after, "\r\n", body, 0);
            }
            add(bytes, after, Said.LAST, body, 0);
            return new Wire(
                    tongue,
                    bytes.toByteArray(),
                    after,
                    String.join("", tongue.events()).getBytes(UTF_8));
        }

        private static int add(ByteArrayOutputStream to, List<Integer> after, String text, int body, int each) {
            int count = body;
            for (byte value : text.getBytes(UTF_8)) {
                to.write(value);
                count += each;
                after.add(count);
            }
            return count;
        }

        Expected expectedAfter(int cut) {
            int arrived = bodyAfter.get(cut);
            int whole = 0;
            int end = 0;
            while (whole < tongue.events().size()
                    && end + tongue.events().get(whole).getBytes(UTF_8).length <= arrived) {
                end += tongue.events().get(whole).getBytes(UTF_8).length;
                whole++;
            }
            if (whole <= tongue.firstOutput()) {
                return new Expected(502, "", cut == 0 ? "upstream_closed" : "upstream_cut", true);
            }
            String seen = new String(body, 0, arrived, UTF_8);
            if (whole == tongue.events().size()) {
                return new Expected(200, seen, null, true);
            }
            return end == arrived
                    ? new Expected(200, seen, "upstream_cut", true)
                    : new Expected(200, seen, null, false);
        }
    }

    @ParameterizedTest
    @EnumSource(Tongue.class)
    void endsHonestlyWhereverTheUpstreamCloses(Tongue tongue) throws IOException {
        Wire wire = Wire.of(tongue);
        AtomicReference<byte[]> sent = new AtomicReference<>();
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.send(sent.get());
                });
                TestGateway gateway = TestGateway.start(TestGateway.routing(upstream.port(), "")
                        .replace("dialect: openai", "dialect: " + tongue.dialect()))) {
            for (int cut = 0; cut <= wire.bytes().length; cut++) {
                sent.set(Arrays.copyOf(wire.bytes(), cut));
                try (RawClient client = new RawClient(gateway.port())) {
                    Answer answer = client.send(tongue.askForStream("m")).answer();

                    assertThat(seen(tongue, answer))
                            .as("cut after %d bytes", cut)
                            .isEqualTo(wire.expectedAfter(cut));
                }
            }
            assertThat(gateway.settled(wire.bytes().length + 1)).hasSize(wire.bytes().length + 1);
        }
    }

    private static Expected seen(Tongue tongue, Answer answer) throws IOException {
        if (answer.status() != 200) {
            assertThat(answer.header("content-type")).isEqualTo("application/json");
            return new Expected(answer.status(), "", tongue.code(answer.text()), answer.complete());
        }
        String text = answer.text();
        for (int at = text.indexOf("\n\n"); at >= 0; at = text.indexOf("\n\n", at + 1)) {
            if (tongue.is(text.substring(at + 2))) {
                String code = tongue.codeOfEvent(text.substring(at + 2));
                return new Expected(200, text.substring(0, at + 2), code, answer.complete());
            }
        }
        return new Expected(200, text, null, answer.complete());
    }
}
