package dev.sluice.loads.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.loads.fidelity.Ask.Kind;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class MixTest {

    private static final long SEED = 7;

    private final Mix mix = new Mix(SEED, "chat", "embed");

    @Test
    void drawsTheSameRequestAgain() {
        Ask one = mix.ask(49);
        Ask other = new Mix(SEED, "chat", "embed").ask(49);

        assertThat(other.request().body()).isEqualTo(one.request().body());
        assertThat(other.fault()).isEqualTo(one.fault()).isNotNull();
    }

    @Test
    void holdsToItsProportions() throws IOException {
        int streams = 0;
        int faults = 0;
        int modelLast = 0;
        long smallest = Long.MAX_VALUE;
        for (int i = 0; i < 900; i++) {
            Ask ask = mix.ask(i);
            JsonNode body = new ObjectMapper().readTree(ask.request().body());
            assertThat(body.path("model").asText())
                    .as("seed %s, number %s", SEED, i)
                    .isIn("chat", "embed");
            assertThat(body.path("stream").asBoolean()).isEqualTo(ask.kind().streams());
            assertThat(body.has("stream_options")).isEqualTo(ask.kind() == Kind.METERED_STREAM);
            assertThat(ask.request().body().length).isLessThan(300 * 1024);
            streams += ask.kind().streams() ? 1 : 0;
            faults += ask.fault() == null ? 0 : 1;
            smallest = Math.min(smallest, ask.request().body().length);
            String text = new String(ask.request().body(), java.nio.charset.StandardCharsets.UTF_8);
            modelLast += text.endsWith("\"model\": \"chat\"}") ? 1 : 0;
        }
        assertThat(streams).isBetween(350, 460);
        assertThat(faults).isEqualTo(18);
        assertThat(modelLast).isPositive();
        assertThat(smallest).isLessThan(400);
    }

    @Test
    void hasAHugeBodyInAThousand() {
        int huge = 0;
        for (int i = 999; i < 10_000; i += 1000) {
            Ask ask = mix.ask(i);
            String answerBytes = ask.request().fields().getOrDefault("x-sim-bytes", "0");
            huge += ask.request().body().length > 8_000_000 || answerBytes.equals("8388608") ? 1 : 0;
        }
        assertThat(huge).isEqualTo(10);
    }
}
