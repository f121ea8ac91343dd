package dev.sluice.core.dialect.translate.completions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChatStreamWriterTest {

    private static final long NO = Usage.UNREPORTED;
    private static final String HEAD =
            "\"id\":\"msg_1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"claude\",";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ChatStreamWriter writer = writer(false);

    private ChatStreamWriter writer(boolean includesUsage) {
        return new ChatStreamWriter(
                new Asked("0123456789abcdef0123456789abcdef", 7, "client-model", includesUsage, Asked.Framing.EVENTS),
                out);
    }

    /** What was written since the last time. */
    private String written() {
        String text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text;
    }

    private static String chunk(String delta, String finish) {
        return "data: {" + HEAD + "\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static String delta(String delta) {
        return chunk(delta, "null");
    }

    @Test
    void writesAChunkForEachThingItHears() {
        writer.started("msg_1", "claude");
        assertThat(written()).isEqualTo(delta("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"));
        writer.thinking("hm");
        assertThat(written()).isEqualTo(delta("{\"reasoning_content\":\"hm\"}"));
        writer.text("Hé\n");
        assertThat(written()).isEqualTo(delta("{\"content\":\"Hé\\n\"}"));
        writer.refusal("No");
        assertThat(written()).isEqualTo(delta("{\"refusal\":\"No\"}"));
        writer.finished(Finish.LENGTH, null);
        assertThat(written()).isEqualTo(chunk("{}", "\"length\""));
        writer.ended();
        assertThat(written()).isEqualTo("data: [DONE]\n\n");
    }

    @Test
    void writesNothingForWhatHasNoPlace() {
        writer.started("msg_1", "claude");
        written();
        writer.text("");
        writer.signature("sig");
        writer.hiddenThinking("sealed");
        writer.usage(Usage.tokens(1, 2));
        assertThat(written()).isEmpty();
    }

    @Test
    void writesCallsByIndex() {
        writer.started("msg_1", "claude");
        written();
        writer.toolCall("toolu_1", "f", "sig");
        writer.arguments("");
        writer.arguments("{\"a\":");
        writer.arguments("1}");
        writer.toolCall("", "g", null);
        writer.finished(Finish.TOOL_CALLS, null);
        assertThat(written())
                .isEqualTo(delta("{\"tool_calls\":[{\"index\":0,\"id\":\"toolu_1\",\"type\":\"function\",\"function\":"
                                + "{\"name\":\"f\",\"arguments\":\"\"},\"extra_content\":{\"google\":"
                                + "{\"thought_signature\":\"sig\"}}}]}")
                        + delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}")
                        + delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}")
                        + delta("{\"tool_calls\":[{\"index\":1,\"id\":\"call_0123456789ab1\",\"type\":\"function\","
                                + "\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}")
                        + delta("{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]}")
                        + chunk("{}", "\"tool_calls\""));
    }

    @Test
    void tellsTheUsageOnceToWhoAskedForIt() {
        ChatStreamWriter asking = writer(true);
        asking.started("msg_1", "claude");
        asking.usage(Usage.tokens(9, 1));
        asking.finished(Finish.STOP, null);
        assertThat(written())
                .contains("\"finish_reason\":null}],\"usage\":null}\n\n")
                .endsWith("],\"usage\":null}\n\n");
        asking.usage(Usage.tokens(9, 5).but().cachedInput(3).build());
        asking.ended();
        assertThat(written())
                .isEqualTo("data: {" + HEAD + "\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":5,"
                        + "\"total_tokens\":14,\"prompt_tokens_details\":{\"cached_tokens\":3}}}\n\ndata: [DONE]\n\n");
    }

    @Test
    void tellsNoUsageThatNobodyReported() {
        ChatStreamWriter asking = writer(true);
        asking.started("msg_1", "claude");
        asking.finished(Finish.STOP, null);
        written();
        asking.ended();
        assertThat(written()).isEqualTo("data: [DONE]\n\n");
    }

    @Test
    void callsTheAnswerByTheExchangeWhereTheProviderHasNoName() {
        writer.started("", "");
        assertThat(written())
                .contains("\"id\":\"chatcmpl-0123456789abcdef0123456789abcdef\"")
                .contains("\"model\":\"client-model\"");
    }
}
