package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.dialect.translate.Translation.Order;
import dev.sluice.core.dialect.translate.Translation.Rewritten;
import dev.sluice.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponsesToGenerateContentTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void leavesOutWhatChangesNoAnswer() {
        Rewritten rewritten = rewrite("{\"input\":\"hi\",\"user\":\"u\",\"service_tier\":\"flex\","
                + "\"prompt_cache_key\":\"k\",\"safety_identifier\":\"s\","
                + "\"store\":true,\"metadata\":{\"a\":\"b\"},\"max_tool_calls\":3}");

        assertThat(rewritten).isEqualTo(new Rewritten(null, List.of()));
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"hi\"").doesNotContain("flex", "metadata");
    }

    @Test
    void losesHowManyWordsToMake() {
        assertThat(rewrite("{\"input\":\"hi\",\"text\":{\"verbosity\":\"low\"}}")
                        .lost())
                .containsExactly("text.verbosity");
    }

    private Rewritten rewrite(String request) {
        return ResponsesToGenerateContent.translation()
                .request(
                        () -> Json.FACTORY.createParser(request.getBytes(StandardCharsets.UTF_8)),
                        new Order("m", Delivery.WHOLE, Losses.Mode.LENIENT),
                        out);
    }
}
