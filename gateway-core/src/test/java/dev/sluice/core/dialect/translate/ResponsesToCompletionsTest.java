package dev.sluice.core.dialect.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.dialect.translate.Translation.Order;
import dev.sluice.core.dialect.translate.Translation.Rewritten;
import dev.sluice.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponsesToCompletionsTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void carriesHintsThatBothKnow() {
        Rewritten rewritten = rewrite("{\"input\":\"hi\",\"user\":\"u\",\"service_tier\":\"flex\","
                + "\"prompt_cache_key\":\"k\",\"text\":{\"verbosity\":\"low\"},"
                + "\"store\":true,\"metadata\":{\"a\":\"b\"},\"max_tool_calls\":3}");

        assertThat(rewritten.failure()).isNull();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "\"user\":\"u\"",
                        "\"service_tier\":\"flex\"",
                        "\"prompt_cache_key\":\"k\"",
                        "\"verbosity\":\"low\"")
                .doesNotContain("store", "metadata", "max_tool_calls");
    }

    @Test
    void refusesWhatOnlyTheProviderOfResponsesRemembers() {
        Rewritten rewritten = rewrite("{\"input\":\"hi\",\"previous_response_id\":\"resp_1\"}");

        assertThat(rewritten.failure())
                .isNotNull()
                .satisfies(failure -> assertThat(failure.param()).isEqualTo("previous_response_id"));
    }

    private Rewritten rewrite(String request) {
        return ResponsesToCompletions.translation()
                .request(
                        () -> Json.FACTORY.createParser(request.getBytes(StandardCharsets.UTF_8)),
                        new Order("m", Delivery.WHOLE, Losses.Mode.STRICT),
                        out);
    }
}
