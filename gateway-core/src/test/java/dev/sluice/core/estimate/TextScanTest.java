package dev.sluice.core.estimate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextScanTest {

    private static final String CHAT = """
            {"model":"m","messages":[{"role":"system","content":"Be \\"brief\\""},
             {"content":[{"type":"text","text":"a\\\\"},
               {"type":"image_url","image_url":{"url":"data:x"}}],"role":"user"},
             {"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"f","arguments":"{\\"a\\":1}"}}]}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{"q":"number"}}}],
             "stop":["x"],"user":"u"}""";

    private static String prompt(String body, int cut) {
        byte[] bytes = body.getBytes(UTF_8);
        TextSample text = TextSample.growing(new Sheets());
        TextScan scan = TextScan.ofPrompt(text);
        scan.read(ByteBuffer.wrap(bytes, 0, cut));
        scan.read(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
        return Tokenizers.unescaped(text.copy()) + scan.messages() + "/" + scan.images();
    }

    private static String event(String event) {
        TextSample text = TextSample.growing(new Sheets());
        TextScan scan = TextScan.ofAnswer(text);
        scan.read(ByteBuffer.wrap(event.getBytes(UTF_8)));
        return Tokenizers.unescaped(text.copy());
    }

    @Test
    void takesWhatAModelReadsWhereverTheBodyIsCut() {
        for (int cut = 0; cut <= CHAT.getBytes(UTF_8).length; cut++) {
            assertThat(prompt(CHAT, cut))
                    .as("cut at %d", cut)
                    .isEqualTo("Be \"brief\"\na\\\nf\n{\"a\":1}\ntype\nfunction\nfunction\nname\nf\n"
                            + "parameters\nq\nnumber\n"
                            + "3/1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{`input`:`a`,`instructions`:`b`}|a b 0/0",
                "{`input`:[`a`,`b`],`x`:[`c`]}|a b 0/0",
                "{`input`:[{`role`:`user`,`content`:[{`type`:`input_text`,`text`:`a`}]}]}|a 1/0",
                "{`system`:[{`type`:`text`,`text`:`a`}],`messages`:[{`role`:`user`,`content`:[{`type`:`image`,"
                        + "`source`:{`data`:`x`}},{`type`:`tool_use`,`name`:`f`,`input`:{`city`:`Bern`}}]}]}"
                        + "|a f {`city`:`Bern`} 1/1",
                "{`contents`:[{`role`:`user`,`parts`:[{`text`:`a`},{`inlineData`:{`data`:`x`}},{`functionCall`:{`name`:"
                        + "`f`,`args`:{`city`:`Bern`}}}]}]}|a f {`city`:`Bern`} 1/1",
                "{`prompt`:[[1,2],`a`]}|a 0/0",
                "{`messages`:[{`content`:{`text`:`a`}}],`content`:7}|a 0/0",
                "[`a`]| 0/0",
                "`content`| 0/0"
            })
    void takesWhatEachDialectCallsText(String body, String expected) {
        assertThat(prompt(body.replace('`', '"'), 3).replace('\n', ' '))
                .isEqualTo(expected.strip().replace('`', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':'c','choices':[{'index':0,'delta':{'role':'assistant','content':' hi'}}]}| hi",
                "{'choices':[{'delta':{'tool_calls':[{'id':'c','function':{'name':'f','arguments':'{'}}]}}]}|f{",
                "{'choices':[{'delta':{'reasoning_content':'so','audio':{'data':'AAAA','transcript':'la'}}}]}|sola",
                "{'type':'response.output_text.delta','item_id':'i','delta':'x','obfuscation':'zz'}|x",
                "{'type':'content_block_delta','index':0,'delta':{'type':'input_json_delta','partial_json':'{a'}}|{a",
                "{'type':'content_block_delta','delta':{'type':'signature_delta','signature':'ZZ'}}|",
                "{'candidates':[{'content':{'parts':[{'text':'x'},{'functionCall':{'name':'f','args':{'a':'b'}}}],"
                        + "'role':'model'}}],'modelVersion':'g'}|xf{'a':'b'}",
                "{'content':[{'type':'text','text':'x'},{'type':'tool_use','id':'t','name':'f',"
                        + "'input':{ 'a' : [1.5, true, null, {}], 'b':{} }}]}|xf{'a':[1.5,true,null,{}],'b':{}}",
                "{'type':'content_block_start','content_block':{'type':'tool_use','id':'t','name':'f','input':{}}}|f"
            })
    void takesWhatAModelWrites(String event, String expected) {
        assertThat(event(event.replace('\'', '"')).strip())
                .isEqualTo(expected == null ? "" : expected.strip().replace('\'', '"'));
    }

    @Test
    void takesArgumentsAsAModelWroteThemWhereverTheBodyIsCut() {
        String body = "{\"contents\":[{\"functionCall\":{\"args\":"
                + "{\"a\\n\":\"\\\"b\\\" \\\\ \\u00e9\\/\", \"role\":\"r\",\"source\":[]}}}],\"text\":\"t\"}";
        for (int cut = 0; cut <= body.length(); cut++) {
            assertThat(prompt(body, cut))
                    .as("cut at %d", cut)
                    .isEqualTo("{\"a\\n\":\"\\\"b\\\" \\\\ é/\",\"role\":\"r\",\"source\":[]}\nt\n0/0");
        }
    }

    @Test
    void takesNoParameterOfAToolForAMessageOrAnImage() {
        String body = "{\"tools\":[{\"parameters\":{\"role\":\"a\",\"source\":\"b\",\"args\":{}}}],\"prompt\":\"t\"}";

        assertThat(prompt(body, 3)).isEqualTo("parameters\nrole\na\nsource\nb\nargs\nt\n0/0");
    }

    @Test
    void beginsAnewWithEachEventWhateverTheOneBeforeWas() {
        TextSample text = TextSample.growing(new Sheets());
        TextScan scan = TextScan.ofAnswer(text);
        for (String event : new String[] {"{\"content\":\"a", "{\"content\":\"b\\", "}{[[\"", "{\"content\":\"c\"}"}) {
            scan.next();
            scan.read(ByteBuffer.wrap(event.getBytes(UTF_8)));
        }

        assertThat(new String(text.copy(), UTF_8)).isEqualTo("ab\\c");
    }

    @Test
    void takesAnythingWithoutFailing() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] alphabet = "{}[]:,\"\\ content args x".getBytes(UTF_8);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            TextSample text = TextSample.growing(new Sheets());
            TextScan.ofPrompt(text).read(ByteBuffer.wrap(bytes));

            assertThat(text.bytes()).as("seed %d", seed).isLessThanOrEqualTo(2L * bytes.length);
        }
    }

    @Test
    void findsBackFromNestingOfAnyDepth() {
        String deep = "{\"content\":" + "[".repeat(10_000) + "\"a\"" + "]".repeat(10_000) + ",\"text\":\"b\"}";

        assertThat(prompt(deep, 5)).isEqualTo("b\n0/0");
    }
}
