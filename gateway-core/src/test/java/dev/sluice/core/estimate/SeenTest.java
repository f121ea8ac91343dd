package dev.sluice.core.estimate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.dialect.OpenAi;
import dev.sluice.core.dialect.StreamReader;
import dev.sluice.core.request.Endpoint;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SeenTest {

    private static final int CASES = 20_000;

    private final Dialect dialect = new OpenAi();
    private final Seen seen = new Seen(new Sheets());
    private final StreamReader reader = seen.over(dialect.streamReader(Endpoint.CHAT_COMPLETIONS));

    private void event(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        reader.event(bytes, 0, bytes.length);
    }

    private static String chunk(String delta, String more) {
        return "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{" + delta + "}}]" + more + "}";
    }

    private String text() {
        TextSample text = seen.handOver();
        return text == null ? "" : Tokenizers.unescaped(text.copy());
    }

    @Test
    void notesWhatEventsSayWhateverStandsAroundIt() {
        event(chunk("\"role\":\"assistant\",\"content\":\"\"", ""));
        event(chunk("\"content\":\"a\"", ""));
        event(chunk("\"content\":\"b\\\"c\\\\\"", ""));
        event(chunk("\"content\":\"\"", ""));
        event(chunk("\"content\":\"d\"", ",\"x\":1"));
        event(chunk("\"content\":\"e\",\"refusal\":\"f\"", ""));
        event(chunk("\"content\":\"g\"", ""));
        event(chunk("\"content\":\"h\",\"refusal\":\"i\"", ""));
        event(chunk("\"content\":\"j", ""));
        event(chunk("\"content\":\"k\"", ""));
        event("{\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"content\":\"no\"}}");
        event("[DONE]");

        assertThat(text()).startsWith("ab\"c\\defghij").endsWith("k").doesNotContain("no");
    }

    @Test
    void notesTheSameAsAScanOfEachEvent() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> texts = List.of("a", "\\\"", "\\\\", "", " long one ".repeat(9), "\\u00e9");
        TextSample expected = TextSample.growing(new Sheets());
        TextScan scan = TextScan.ofAnswer(expected);
        String event = chunk("\"content\":\"first\"", "");
        for (int i = 0; i < 2_000; i++) {
            event(event);
            scan.next();
            scan.read(ByteBuffer.wrap(event.getBytes(UTF_8)));
            String more = random.nextInt(5) == 0 ? ",\"name\":\"n\"" : random.nextInt(4) == 0 ? ",\"n\":1" : "";
            event = chunk("\"content\":\"" + texts.get(random.nextInt(texts.size())) + "\"", more);
        }

        assertThat(text()).as("seed %d", seed).isEqualTo(Tokenizers.unescaped(expected.copy()));
    }

    @Test
    void allocatesNothingForAnEvent() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] event = chunk("\"content\":\"a\"", "").getBytes(UTF_8);
        for (int i = 0; i < CASES; i++) {
            reader.event(event, 0, event.length);
        }

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CASES; i++) {
            reader.event(event, 0, event.length);
        }
        long after = threads.getCurrentThreadAllocatedBytes();

        assertThat(after - before).as("bytes: a sheet for a thousand of them").isLessThan(4L * CASES);
        assertThat(Objects.requireNonNull(seen.handOver()).bytes()).isEqualTo(2L * CASES);
    }

    @Test
    void hasNothingBeforeTheFirstOutput() {
        event(chunk("\"role\":\"assistant\"", ""));

        assertThat(seen.hasOutput()).isFalse();
        assertThat(seen.handOver()).isNull();
    }
}
