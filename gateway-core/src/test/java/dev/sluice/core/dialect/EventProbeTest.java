package dev.sluice.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Parts;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class EventProbeTest {

    private static final EventProbe PROBE = EventProbe.of(List.of("usage", "error"), List.of("null"));
    private static final Pattern KEY =
            Pattern.compile("\"(usage|error)\"[ \\t\\r\\n]*:[ \\t\\r\\n]*(?!null)[^ \\t\\r\\n]");
    private static final String[] PIECES = {
        "\"usage\"",
        "\"error\"",
        ":",
        " ",
        "\n",
        "null",
        "{",
        "1",
        "\\\"usage\\\"",
        "u",
        "g",
        "r",
        "\"",
        "usage",
        "err",
        "nul",
        "x"
    };

    @Test
    void findsKeysAtEveryOffsetAndEnd() {
        for (int before = 0; before < 40; before++) {
            for (int after = 0; after < 20; after++) {
                String text = "x".repeat(before) + "\"usage\":{" + "y".repeat(after);
                assertThat(holds(text)).isTrue();
                assertThat(holds(text.replace("usage", "error"))).isTrue();
                assertThat(holds(text.replace("{", "null"))).isFalse();
            }
        }
    }

    @Test
    void agreesWithAPatternAboutRandomText() {
        long seed = 3;
        Random random = new Random(seed);
        int found = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(30); left > 0; left--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            boolean expected = KEY.matcher(text).find();
            assertThat(holds(text.toString())).as("seed " + seed + ": " + text).isEqualTo(expected);
            found += expected ? 1 : 0;
        }
        assertThat(found).isBetween(1000, 19_000);
    }

    @Test
    void findsKeysOfAnyLengthUnlessTheirValuesAreDull() {
        List<String> keys = List.of("finishReason", "promptFeedback", "error", "index", "text");
        EventProbe probe = EventProbe.of(keys, List.of("null", "0"));
        for (String key : keys) {
            for (int before = 0; before < 40; before++) {
                byte[] bytes = Parts.utf8("{" + " ".repeat(before) + "\"" + key + "\" : 1,\"a\":[\"" + key + "\"]}");
                assertThat(probe.finds(bytes, 0, bytes.length)).as(key).isTrue();
                bytes[before + key.length() + 6] = '0';
                assertThat(probe.finds(bytes, 0, bytes.length)).as(key).isFalse();
            }
        }
    }

    private static boolean holds(String text) {
        byte[] bytes = Parts.utf8("\"" + text + "\"");
        return PROBE.finds(bytes, 1, bytes.length - 1);
    }
}
