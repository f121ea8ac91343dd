package dev.sluice.core.routing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Parts;
import dev.sluice.core.request.RandomJson;
import dev.sluice.core.routing.Conversation.Task;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {

    @Test
    void countsTheMessagesOfAChat() {
        assertThat(quoted("{'messages':[{'role':'system','content':'Be kind.'},{'role':'user','content':'Hello'}]}"))
                .isEqualTo(new Conversation(13, 2, 0, Task.DEFAULT));
    }

    @Test
    void countsTheTextPartsOfAMessage() {
        assertThat(quoted("{'messages':[{'content':[{'type':'text','text':'one'},"
                        + "{'type':'image_url','image_url':{'url':'data:text','text':'not'}},"
                        + "{'type':'tool_result','content':[{'type':'text','text':'two'}]}],'role':'user'}]}"))
                .isEqualTo(new Conversation(6, 1, 0, Task.DEFAULT));
    }

    @Test
    void countsTheInputOfAResponse() {
        assertThat(quoted("{'input':'Hello','instructions':'Be kind.'}"))
                .isEqualTo(new Conversation(13, 2, 0, Task.DEFAULT));
        assertThat(quoted("{'input':[{'role':'user','content':[{'type':'input_text','text':'solve'}]},"
                        + "{'type':'function_call_output','output':'x'}]}"))
                .isEqualTo(new Conversation(5, 2, 0, Task.MATH));
    }

    @Test
    void countsTheSystemPromptOfAMessagesRequest() {
        assertThat(quoted("{'system':[{'type':'text','text':'Be kind.'}],'messages':[{'content':'Hello'}]}"))
                .isEqualTo(new Conversation(13, 2, 0, Task.DEFAULT));
    }

    @Test
    void countsTheContentsOfAGeminiRequest() {
        assertThat(quoted("{'contents':[{'role':'user','parts':[{'text':'solve'},{'inlineData':{'data':'x'}}]},"
                        + "{'role':'model','parts':[{'text':'code'}]}],"
                        + "'systemInstruction':{'parts':[{'text':'Be.'}]}}"))
                .isEqualTo(new Conversation(12, 3, 0, Task.MATH));
        assertThat(quoted("{'system_instruction':{'parts':{'text':'code'}},'contents':{'parts':[{'text':'solve'}]}}"))
                .isEqualTo(new Conversation(9, 2, 0, Task.MATH));
    }

    @Test
    void countsEachFunctionThatGeminiIsOffered() {
        assertThat(quoted("{'tools':[{'functionDeclarations':[{'name':'a'},{'name':'b'}]},{'googleSearch':{}},"
                                + "{'function_declarations':[]}]}")
                        .tools())
                .isEqualTo(4);
    }

    @Test
    void countsPrompts() {
        assertThat(quoted("{'prompt':'abc'}")).isEqualTo(new Conversation(3, 1, 0, Task.DEFAULT));
        assertThat(quoted("{'prompt':['abc','translate']}")).isEqualTo(new Conversation(12, 2, 0, Task.TRANSLATION));
        assertThat(quoted("{'prompt':[[1,2],[3]],'input':[1,2]}")).isEqualTo(new Conversation(0, 0, 0, Task.DEFAULT));
        assertThat(quoted("{'prompt':null}")).isEqualTo(new Conversation(0, 0, 0, Task.DEFAULT));
    }

    @Test
    void countsTools() {
        assertThat(quoted("{'tools':[{'type':'function','function':{'tools':[1,2,3]}},{},[1]],'x':{'tools':[]}}")
                        .tools())
                .isEqualTo(3);
        assertThat(quoted("{'tools':{'a':1}}").tools()).isZero();
    }

    @Test
    void countsCharactersNotBytesOrEscapes() {
        assertThat(read("{\"input\":\"gr\\u00fc\\u00dfe 你好\"}").textChars()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "Please DEBUG this, CODE",
        "Write a function, CODE",
        "translate this code, CODE",
        "Translate: I write poems, TRANSLATION",
        "a poem to explain, CREATIVE",
        "explain the equation, ANALYSIS",
        "What is the integral of x?, MATH",
        "decode the aftermath, DEFAULT",
        "größecode, DEFAULT",
        "用python写, CODE",
        "code_review, CODE",
        "hello, DEFAULT"
    })
    void tellsTheTaskByTheFirstKindOfWordsThatOccurs(String text, Task task) {
        assertThat(read("{\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}")
                        .task())
                .isEqualTo(task);
    }

    @Test
    void looksForWordsInWhatUsersWroteOnly() {
        assertThat(quoted("{'system':'code','instructions':'code','messages':[{'role':'assistant','content':'code'},"
                                + "{'content':[{'text':'solve'}],'role':'user'},{'content':'poem'}]}")
                        .task())
                .isEqualTo(Task.MATH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "\"x\"", "{", "{\"messages\":[}", "{\"messages\":[{\"content\":\"x", "{}x", "\u0000"})
    void isNothingWhereThereIsNoObject(String body) {
        assertThat(Conversation.read(List.of(ByteBuffer.wrap(Parts.utf8(body)))))
                .isNull();
    }

    @Test
    void countsWhatWasSeenOfABodyThatIsTooLongForAWholeLook() {
        String start = "{\"tools\":[1],\"messages\":[{\"role\":\"user\",\"content\":\"solve ";
        int seen = Conversation.MOST_LOOKED_AT - start.length();
        String tail = "x".repeat(100) + " code\"},{\"role\":\"user\",\"content\":\"y\"}]}";

        assertThat(read(start + " ".repeat(seen) + tail)).isEqualTo(new Conversation(6 + seen, 1, 1, Task.MATH));
    }

    @ParameterizedTest
    @CsvSource({"é, 1", "你, 1", "😀, 2", "\\n, 1", "\\u00e9, 1", "\\ud83d\\ude00, 2", "a\\u00e9, 2", "\\n\\\\x, 3"})
    void countsATextThatIsCutInACharacterOrAnEscapeUpToThere(String unit, long chars) {
        String start = "{\"input\":\"";
        int bytes = Parts.utf8(unit).length;
        for (int shift = 0; shift <= bytes; shift++) {
            String body = start + "s".repeat(shift) + unit.repeat(Conversation.MOST_LOOKED_AT / bytes + 10) + "\"}";
            long seen = shift + chars * ((Conversation.MOST_LOOKED_AT - start.length() - shift) / bytes);

            assertThat(read(body).textChars())
                    .as(unit + ", shifted by " + shift)
                    .isBetween(seen - 3, seen + 2);
        }
    }

    @Test
    void leavesOutBackslashesThatAreCut() {
        String start = "{\"input\":\"";
        for (int shift = 0; shift < 4; shift++) {
            int before = Conversation.MOST_LOOKED_AT - start.length() - 10 - shift;
            String body = start + "s".repeat(before) + "\\".repeat(40) + "\"}";

            assertThat(read(body).textChars()).isEqualTo(before);
        }
    }

    @Test
    void countsTheMessageThoughACutAmongManyBackslashesMayLoseItsText() {
        String body = "{\"input\":[\"solve\",\"abc" + "\\".repeat(2 * Conversation.MOST_LOOKED_AT) + "\"]}";

        assertThat(read(body).messages()).isEqualTo(2);
        assertThat(read(body).textChars()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void countsWhatItSawWhereTheCutIsOutsideOfATextToo() {
        String start = "{\"input\":\"solve\",\"other\":[";
        String rest = "1,".repeat(Conversation.MOST_LOOKED_AT) + "1]}";
        for (int shift = 0; shift < 4; shift++) {
            assertThat(read(" ".repeat(shift) + start + rest)).isEqualTo(new Conversation(5, 1, 0, Task.MATH));
        }
    }

    @Test
    void doesNotDependOnHowTheBodyIsCut() {
        long seed = 5_501;
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            RandomJson json = new RandomJson(random);
            byte[] body = Parts.utf8("{\"messages\":[{\"role\":\"user\",\"content\":" + json.value(3) + "},"
                    + json.value(2) + "],\"tools\":" + json.value(2) + ",\"input\":" + json.value(3) + "}");
            Conversation expected = Conversation.read(List.of(ByteBuffer.wrap(body)));
            assertThat(expected).isNotNull();
            for (int at = 0; at <= body.length; at++) {
                assertThat(Conversation.read(Parts.cut(body, at)))
                        .as("seed " + seed + ", round " + round + ", cut at " + at)
                        .isEqualTo(expected);
            }
            assertThat(Conversation.read(Parts.bytes(body))).isEqualTo(expected);
        }
    }

    private static Conversation quoted(String body) {
        return read(body.replace('\'', '"'));
    }

    private static Conversation read(String body) {
        List<ByteBuffer> parts = List.of(ByteBuffer.wrap(Parts.utf8(body)));
        @Nullable Conversation conversation = Conversation.read(parts);
        assertThat(parts.get(0).position()).isZero();
        return requireNonNull(conversation, body.length() < 1000 ? body : "a long body");
    }
}
