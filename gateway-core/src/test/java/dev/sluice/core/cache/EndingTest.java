package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Endpoint;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT_COMPLETIONS | {'choices':[{'message':{'refusal':null},'finish_reason':'stop'}]} | STOPPED",
                "CHAT_COMPLETIONS | {'choices':[{'finish_reason' : 'tool_calls'}]} | TOOLS",
                "CHAT_COMPLETIONS | {'choices':[{'finish_reason':'length'}]} | OTHERWISE",
                "CHAT_COMPLETIONS | {'choices':[{'finish_reason':'stop'},{'finish_reason':'length'}]} | OTHERWISE",
                "CHAT_COMPLETIONS | {'choices':[{'finish_reason':'content_filter'}]} | OTHERWISE",
                "CHAT_COMPLETIONS | {'choices':[{'message':{'refusal':'No.'},'finish_reason':'stop'}]} | OTHERWISE",
                "CHAT_COMPLETIONS | {'choices':[{'finish_reason':null}]} | OTHERWISE",
                "CHAT_COMPLETIONS | {'choices':[]} | OTHERWISE",
                "CHAT_COMPLETIONS | {'choices':[{'message':{'content':'say \\'fin"
                        + "ish_reason\\':\\'length\\''},'finish_reason':'stop'}]} | STOPPED",
                "COMPLETIONS | {'choices':[{'text':'x','finish_reason':'stop'}]} | STOPPED",
                "MESSAGES | {'stop_reason':'end_turn','stop_sequence':null} | STOPPED",
                "MESSAGES | {'stop_reason':'stop_sequence'} | STOPPED",
                "MESSAGES | {'stop_reason':'tool_use'} | TOOLS",
                "MESSAGES | {'stop_reason':'max_tokens'} | OTHERWISE",
                "MESSAGES | {'stop_reason':'refusal'} | OTHERWISE",
                "MESSAGES | {'stop_reason':'pause_turn'} | OTHERWISE",
                "GENERATE_CONTENT | {'candidates':[{'finishReason':'STOP'}]} | STOPPED",
                "GENERATE_CONTENT | {'candidates':[{'content':{'parts':"
                        + "[{'functionCall':{}}]},'finishReason':'STOP'}]} | TOOLS",
                "GENERATE_CONTENT | {'candidates':[{'finishReason':'MAX_TOKENS'}]} | OTHERWISE",
                "GENERATE_CONTENT | {'candidates':[{'finishReason':'SAFETY'}]} | OTHERWISE",
                "GENERATE_CONTENT | {'promptFeedback':{'blockReason':'OTH"
                        + "ER'},'candidates':[{'finishReason':'STOP'}]} | OTHERWISE",
                "RESPONSES | {'status':'completed','output':[{'status"
                        + "':'completed'}],'incomplete_details':null} | STOPPED",
                "RESPONSES | {'status':'completed','output':[{'type':'function_call','status':'completed'}]} | TOOLS",
                "RESPONSES | {'output':[{'status':'completed'}],'status':'incomplete'} | OTHERWISE",
                "RESPONSES | {'status':'queued'} | OTHERWISE",
                "RESPONSES | {'status':'in_progress'} | OTHERWISE",
                "EMBEDDINGS | {'data':[]} | STOPPED",
            })
    void isReadOffAnAnswer(Endpoint endpoint, String body, Ending expected) {
        Answer answer = Answer.whole("application/json", utf8(body));

        assertThat(Ending.of(endpoint, answer)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT_COMPLETIONS | data: {'choices':[{'finish_reason':null}]}NNdat"
                        + "a: {'choices':[{'finish_reason':'stop'}]}NNdata: [DONE]NN | STOPPED",
                "CHAT_COMPLETIONS | data: {'choices':[{'finish_reason':'stop'}]}NN | OTHERWISE",
                "CHAT_COMPLETIONS | data: {'choices':[{'delta':{'content':'ends with data: [DONE]'"
                        + "},'finish_reason':'stop'}]}NN | OTHERWISE",
                "CHAT_COMPLETIONS | data: {'choices':[{'finish_reason':'stop'}]}NNdata:[DONE]NN: NN | STOPPED",
                "CHAT_COMPLETIONS | data: {'choices':[{'finish_reason':'length'}]}NNdata: [DONE]NN | OTHERWISE",
                "MESSAGES | data: {'delta':{'stop_reason':'end_turn'}}NNeve"
                        + "nt: message_stopNdata: {'type':'message_stop'}NN | STOPPED",
                "MESSAGES | data: {'delta':{'stop_reason':'end_turn'}}NN | OTHERWISE",
                "MESSAGES | data: {'name':'message_stop'}NNdata: {'delta':{'stop_reason':'end_turn'}}NN | OTHERWISE",
                "MESSAGES | data: {'delta':{'stop_reason':'end_turn'}}NNdata: {'type':'message_stop'}NNd"
                        + "ata: [DONE]NN | STOPPED",
                "MESSAGES | data: {'delta':{'stop_reason':'end_turn'}}NNdata: [DONE]NN | OTHERWISE",
                "RESPONSES | data: {'response':{'status':'in_progress'}}NNdata: {'type"
                        + "':'response.completed','response':{'status':'completed'}}NN | STOPPED",
                "RESPONSES | data: {'response':{'metadata':{'a':'response.completed'}}}NNdata: {'type"
                        + "':'response.output_item.done','item':{'status':'completed'}}NN | OTHERWISE",
                "RESPONSES | data: {'type':'response.incomplete','response':{'status':'incomplete'}}NN | OTHERWISE",
                "STREAM_GENERATE_CONTENT | data: {'candidates':[{}]}NNda"
                        + "ta: {'candidates':[{'finishReason':'STOP'}]}NN | STOPPED",
                "STREAM_GENERATE_CONTENT | data: {'candidates':[{}]}NN | OTHERWISE",
            })
    void isReadOffAStreamThatIsAllThere(Endpoint endpoint, String events, Ending expected) {
        byte[] body = utf8(events.replaceAll("N(?!E)", "\n"));
        Answer answer = new Answer("text/event-stream", true, body, new int[0], new int[0]);

        assertThat(Ending.of(endpoint, answer)).isEqualTo(expected);
    }

    @Test
    void isFoundWhereverAnAnswerIsCut() {
        byte[] body = utf8("{'choices':[{'finish_reason':'stop'}],'status':\"");
        for (int length = 0; length < body.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(body, length);

            Ending ending = Ending.of(Endpoint.CHAT_COMPLETIONS, Answer.whole("application/json", cut));

            assertThat(ending).isIn(Ending.STOPPED, Ending.OTHERWISE);
        }
    }

    @Test
    void isFoundWhereverAStreamIsCut() {
        byte[] body = utf8("data: {'choices':[{'finish_reason':'stop'}]}\n\ndata: [DONE]\n\n");
        for (int length = 0; length < body.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(body, length);

            Ending ending = Ending.of(
                    Endpoint.CHAT_COMPLETIONS, new Answer("text/event-stream", true, cut, new int[0], new int[0]));

            assertThat(ending).isEqualTo(length < body.length - 2 ? Ending.OTHERWISE : Ending.STOPPED);
        }
    }

    private static byte[] utf8(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
