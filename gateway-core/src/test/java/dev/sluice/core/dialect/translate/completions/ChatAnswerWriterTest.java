package dev.sluice.core.dialect.translate.completions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChatAnswerWriterTest {

    private static final long NO = Usage.UNREPORTED;

    private final Asked asked =
            new Asked("0123456789abcdef0123456789abcdef", 1_767_225_600, "client-model", false, Asked.Framing.EVENTS);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ChatAnswerWriter writer = new ChatAnswerWriter(asked, out);

    private String written() {
        writer.ended();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesAnAnswer() {
        writer.started("msg_1", "claude");
        writer.thinking("h");
        writer.thinking("m");
        writer.signature("sig");
        writer.hiddenThinking("sealed");
        writer.text("Hé");
        writer.text("llo");
        writer.usage(Usage.tokens(9, NO));
        writer.finished(Finish.STOP, null);
        writer.usage(Usage.tokens(9, 5)
                .but()
                .cachedInput(3)
                .cacheWrite(2)
                .reasoning(1)
                .build());
        assertThat(out.size()).isZero();
        assertThat(written())
                .isEqualTo(
                        "{\"id\":\"msg_1\",\"object\":\"chat.completion\",\"created\":1767225600,\"model\":\"claude\","
                                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Héllo\","
                                + "\"refusal\":null,\"reasoning_content\":\"hm\"},\"logprobs\":null,"
                                + "\"finish_reason\":\"stop\"}],"
                                + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5,\"total_tokens\":14,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":3,\"cache_write_tokens\":2},"
                                + "\"completion_tokens_details\":{\"reasoning_tokens\":1}}}");
    }

    @Test
    void writesCallsWithIdsOfItsOwnWhereThereAreNone() {
        writer.started("", "");
        writer.toolCall("", "f", "sig");
        writer.arguments("{\"a\":");
        writer.arguments("1}");
        writer.toolCall("", "g", null);
        writer.toolCall("toolu_1", "h", null);
        writer.finished(Finish.TOOL_CALLS, null);
        assertThat(written())
                .isEqualTo("{\"id\":\"chatcmpl-0123456789abcdef0123456789abcdef\",\"object\":\"chat.completion\","
                        + "\"created\":1767225600,\"model\":\"client-model\",\"choices\":[{\"index\":0,\"message\":"
                        + "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":["
                        + "{\"id\":\"call_0123456789ab0\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{\\\"a\\\":1}\"},\"extra_content\":{\"google\":"
                        + "{\"thought_signature\":\"sig\"}}},"
                        + "{\"id\":\"call_0123456789ab1\",\"type\":\"function\",\"function\":{\"name\":\"g\","
                        + "\"arguments\":\"{}\"}},{\"id\":\"toolu_1\",\"type\":\"function\",\"function\":"
                        + "{\"name\":\"h\","
                        + "\"arguments\":\"{}\"}}]},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}]}");
    }

    @Test
    void writesARefusal() {
        writer.started("r", "m");
        writer.refusal("No");
        writer.refusal(".");
        writer.finished(Finish.CONTENT_FILTER, null);
        assertThat(written())
                .contains("\"content\":null,\"refusal\":\"No.\"}")
                .contains("\"finish_reason\":\"content_filter\"");
    }

    @Test
    void writesZeroForACountThatMustBeThere() {
        writer.started("r", "m");
        writer.usage(Usage.tokens(NO, 4).but().reasoning(0).build());
        assertThat(written())
                .contains("\"content\":\"\"")
                .endsWith("\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":4,\"total_tokens\":4,"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, stop",
        "STOP_SEQUENCE, stop",
        "PAUSED, stop",
        "LENGTH, length",
        "TOOL_CALLS, tool_calls",
        "CONTENT_FILTER, content_filter"
    })
    void writesWhyItFinished(Finish why, String reason) {
        writer.started("r", "m");
        writer.finished(why, "END");
        assertThat(written()).contains("\"finish_reason\":\"" + reason + "\"");
    }
}
