package dev.sluice.core.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In every dialect the last turn is found where it stands, and nothing else is taken for it. */
final class LastTurnTest {

    private final Asking asking = new Asking();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT_COMPLETIONS | {'messages':[{'role':'system','content':'s'},{'role':'user','content':'THIS'}]}",
                "CHAT_COMPLETIONS | {'messages':[{'content':[{'text':'THIS','type':'text'}],'role':'user'}],'z':1}",
                "COMPLETIONS | {'prompt':'THIS','model':'m'}",
                "RESPONSES | {'input':'THIS','store':false}",
                "RESPONSES | {'input':[{'role':'user','content':'a'},{'role':'user','content':'THIS'}]}",
                "RESPONSES | {'input':[{'type':'message','role':'user"
                        + "','content':[{'type':'input_text','text':'THIS'}]}]}",
                "MESSAGES | {'system':'s','messages':[{'role':'user','content':'THIS'}],'max_tokens':9}",
                "MESSAGES | {'messages':[{'role':'user','content':[{'type':'text','text':'THIS'}]}]}",
                "GENERATE_CONTENT | {'contents':[{'role':'user','parts':[{'text':'THIS'}]}]}",
                "GENERATE_CONTENT | {'contents':[{'parts':[{'text':'THIS'}]}],'generationConfig':{}}",
                "STREAM_GENERATE_CONTENT | {'contents':[{'role':'model'"
                        + ",'parts':[{'text':'m'}]},{'parts':[{'text':'THIS'}]}]}",
            })
    void isTakenOutOfThePartition(Endpoint endpoint, String written) {
        String body = written.replace('\'', '"');
        CacheKey key = asking.key(endpoint, body);
        assertThat(asking.maker().lastTurn()).isEqualTo("THIS");
        assertThat(asking.maker().traits()).isEqualTo(Traits.PLAIN);

        CacheKey other = asking.key(endpoint, body.replace("THIS", "something else"));
        assertThat(other.partition()).isEqualTo(key.partition());
        assertThat(other.exact()).isNotEqualTo(key.exact());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT_COMPLETIONS | {'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'THIS'}]}",
                "CHAT_COMPLETIONS | {'messages':[{'role':'user','content':'THIS'},{'role':'user','content':'b'}]}",
                "CHAT_COMPLETIONS | {'messages':[{'role':'tool','tool_call_id':'x','content':'THIS'}]}",
                "CHAT_COMPLETIONS | {'messages':[{'role':'user','name':'THIS','content':'b'}]}",
                "CHAT_COMPLETIONS | {'messages':['THIS']}",
                "CHAT_COMPLETIONS | {'messages':'THIS'}",
                "CHAT_COMPLETIONS | {'x':{'messages':[{'role':'user','content':'THIS'}]}}",
                "CHAT_COMPLETIONS | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':'THIS'}]}]}",
                "COMPLETIONS | {'prompt':['a','THIS']}",
                "RESPONSES | {'instructions':'THIS','input':'b'}",
                "RESPONSES | {'input':[{'type':'function_call_output','call_id':'x','output':'THIS'}]}",
                "MESSAGES | {'system':[{'type':'text','text':'THIS'}],'messages':[{'role':'user','content':'b'}]}",
                "MESSAGES | {'messages':[{'role':'user','content':[{'type':'tool_result','content':'THIS'}]}]}",
                "GENERATE_CONTENT | {'contents':[{'role':'model','parts':[{'text':'THIS'}]}]}",
                "GENERATE_CONTENT | {'contents':[{'parts':[{'text':'THIS','thought':true}]}]}",
                "GENERATE_CONTENT | {'contents':[{'parts':[{'inlineData':{'data':'THIS'}}]}]}",
                "GENERATE_CONTENT | {'contents':{'parts':[{'text':'THIS'}]}}",
                "EMBEDDINGS | {'input':'THIS'}",
            })
    void isNothingElse(Endpoint endpoint, String written) {
        String body = written.replace('\'', '"');
        CacheKey key = asking.key(endpoint, body);
        CacheKey other = asking.key(endpoint, body.replace("THIS", "something else"));

        assertThat(other.partition()).isNotEqualTo(key.partition());
    }

    @Test
    void holdsSeveralTextsAndLeavesWhatElseThereIs() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"one\"},"
                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}},{\"type\":\"text\",\"text\":\"two\"}]}]}";

        CacheKey key = asking.key(Endpoint.CHAT_COMPLETIONS, body);

        assertThat(asking.maker().lastTurn()).isEqualTo("one\ntwo");
        assertThat(asking.maker().traits().media()).isTrue();
        CacheKey moved = asking.key(
                Endpoint.CHAT_COMPLETIONS, body.replace("one", "one\\ntwo").replace("\"two\"", "\"\""));
        assertThat(moved.exact()).isNotEqualTo(key.exact());
        assertThat(asking.key(Endpoint.CHAT_COMPLETIONS, body.replace("\"u\"", "\"v\""))
                        .partition())
                .isNotEqualTo(key.partition());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT_COMPLETIONS | {'temperature':0.7} | RANDOM",
                "CHAT_COMPLETIONS | {'temperature':0} | PLAIN",
                "CHAT_COMPLETIONS | {'temperature':0.0} | PLAIN",
                "CHAT_COMPLETIONS | {'temperature':null} | PLAIN",
                "CHAT_COMPLETIONS | {'temperature':'hot'} | RANDOM",
                "CHAT_COMPLETIONS | {'n':2} | SEVERAL",
                "CHAT_COMPLETIONS | {'n':1} | PLAIN",
                "CHAT_COMPLETIONS | {'tools':[]} | TOOLS",
                "CHAT_COMPLETIONS | {'functions':[{}]} | TOOLS",
                "CHAT_COMPLETIONS | {'messages':[{'role':'assistant','tool_calls':[{}]}]} | TOOLS",
                "CHAT_COMPLETIONS | {'messages':[{'role':'function','name':'f','content':'x'}]} | TOOLS",
                "MESSAGES | {'messages':[{'role':'user','content':[{"
                        + "'type':'tool_result','tool_use_id':'x'}]}]} | TOOLS",
                "RESPONSES | {'input':[{'type':'function_call','call_id':'x'}]} | TOOLS",
                "GENERATE_CONTENT | {'generationConfig':{'temperature':1}} | RANDOM",
                "GENERATE_CONTENT | {'generationConfig':{'candidateCount':3}} | SEVERAL",
                "GENERATE_CONTENT | {'contents':[{'parts':[{'functionCall':{}}]}]} | TOOLS",
            })
    void saysWhatKeepsSimilarOnesApart(Endpoint endpoint, String member, String trait) {
        asking.key(endpoint, member.replace('\'', '"'));

        Traits traits = asking.maker().traits();
        assertThat(traits.random()).isEqualTo(trait.equals("RANDOM"));
        assertThat(traits.several()).isEqualTo(trait.equals("SEVERAL"));
        assertThat(traits.tools()).isEqualTo(trait.equals("TOOLS"));
    }
}
