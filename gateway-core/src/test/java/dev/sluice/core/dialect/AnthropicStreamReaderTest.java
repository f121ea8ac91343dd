package dev.sluice.core.dialect;

import static dev.sluice.core.dialect.StreamReader.Kind.END;
import static dev.sluice.core.dialect.StreamReader.Kind.ERROR;
import static dev.sluice.core.dialect.StreamReader.Kind.OTHER;
import static dev.sluice.core.dialect.StreamReader.Kind.OUTPUT;
import static dev.sluice.core.dialect.StreamReader.Kind.PREAMBLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.dialect.StreamReader.Kind;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Parts;
import dev.sluice.core.request.ServiceTier;
import dev.sluice.core.request.Usage;
import dev.sluice.core.request.Usages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicStreamReaderTest {

    private static final long NO = Usage.UNREPORTED;
    private static final String PING = "{\"type\": \"ping\"}";
    private static final String HELLO = delta("{\"type\":\"text_delta\",\"text\":\"Hello\"}");
    private static final String STOP = "{\"type\":\"message_stop\"}";

    private StreamReader reader = new Anthropic().streamReader(Endpoint.MESSAGES);

    private static String start(String usage) {
        return "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\","
                + "\"model\":\"claude\",\"content\":[],\"stop_reason\":null,\"usage\":" + usage + "}}";
    }

    private static String block(String block) {
        return "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + block + "}";
    }

    private static String delta(String delta) {
        return "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}";
    }

    private static String end(String usage) {
        return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":"
                + usage + "}";
    }

    @Test
    void readsAMessage() {
        assertKinds(
                PREAMBLE,
                start("{\"input_tokens\":25,\"output_tokens\":1}"),
                PING,
                block("{\"type\":\"text\",\"text\":\"\"}"));
        assertKinds(OUTPUT, HELLO, HELLO);
        assertKinds(OTHER, PING, "{\"type\":\"content_block_stop\",\"index\":0}", end("{\"output_tokens\":15}"));
        assertKinds(END, STOP);
        assertThat(reader.usage()).isEqualTo(Usages.of(25, 15, NO, NO, NO, NO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text_delta\",\"text\":\" \"}",
                "{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}",
                "{\"type\":\"input_json_delta\",\"partial_json\":\"{\"}",
                "{\"type\":\"signature_delta\",\"signature\":\"Eq\"}",
                "{\"type\":\"citations_delta\",\"citation\":{\"type\":\"char_location\"}}",
                "{\"type\":\"new_delta\",\"something\":1}"
            })
    void countsAnyKindOfDeltaAsOutput(String delta) {
        assertKinds(OUTPUT, delta(delta));
        assertKinds(OUTPUT, delta(delta), delta(delta).replace("{\"type\":\"content", "{\"type\": \"content"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}",
                "{\"type\":\"server_tool_use\",\"id\":\"t\",\"name\":\"web_search\",\"input\":{}}",
                "{\"type\":\"redacted_thinking\",\"data\":\"Eq\"}",
                "{\"type\":\"text\",\"text\":\"already\"}",
                "{\"type\":\"something_new\"}"
            })
    void countsABlockThatSaysSomethingAsOutput(String block) {
        assertKinds(OUTPUT, block(block), block(block));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"text\",\"text\":\"\"}",
                "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}",
                "{\"type\":\"text\",\"text\":\"\",\"citations\":null}"
            })
    void holdsAnEmptyBlockOnlyBeforeOutput(String block) {
        assertKinds(PREAMBLE, block(block), delta(block));
        assertKinds(OUTPUT, HELLO);
        assertKinds(OTHER, block(block));
    }

    @Test
    void commitsOnAStopWithoutOutput() {
        assertKinds(PREAMBLE, start("{\"input_tokens\":4,\"output_tokens\":1}"));
        assertKinds(OUTPUT, end("{\"output_tokens\":0}"));
        assertKinds(END, STOP);
        assertThat(reader.usage()).isEqualTo(Usages.of(4, 0, NO, NO, NO, NO));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
                "{ \"error\" : \"no\" }",
                "{\"type\":\"error\"}"
            })
    void findsAnErrorBeforeAndAfterOutput(String error) {
        assertKinds(ERROR, error);
        assertKinds(OUTPUT, HELLO);
        assertKinds(ERROR, error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"not json", "{\"broken\":", "[1,2]", "{\"surprise\":true}", "{\"type\":\"new_event\"}", "42"})
    void commitsOnWhatItDoesNotUnderstand(String event) {
        assertKinds(OUTPUT, event);
    }

    @Test
    void takesNoNoticeOfEventsThatItDoesNotKnowBehindOutput() {
        assertKinds(PREAMBLE, "");
        assertKinds(OUTPUT, HELLO);
        assertKinds(OTHER, "", "{\"type\":\"new_event\",\"error\":null}", "{}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "{`input_tokens`:5,`output_tokens`:1}|{`output_tokens`:7}|5|7|-1|-1|-1|-1",
                "{`input_tokens`:5,`output_tokens`:9}|{`output_tokens`:0}|5|0|-1|-1|-1|-1",
                "{`input_tokens`:0,`output_tokens`:0}|{`output_tokens`:0}|0|0|-1|-1|-1|-1",
                "{`input_tokens`:5,`cache_read_input_tokens`:0,`cache_creation_input_tokens`:0}|{`output_tokens`:7}"
                        + "|5|7|0|0|-1|-1",
                "{`input_tokens`:5,`cache_read_input_tokens`:100,`cache_creation_input_tokens`:30,"
                        + "`cache_creation`:{`ephemeral_5m_input_tokens`:10,`ephemeral_1h_input_tokens`:20}}"
                        + "|{`output_tokens`:7,`output_tokens_details`:{`thinking_tokens`:3}}|135|7|100|30|3|20",
                "{`input_tokens`:5,`cache_creation`:{`ephemeral_5m_input_tokens`:10,`ephemeral_1h_input_tokens`:20}}"
                        + "|{`output_tokens`:7}|35|7|-1|30|-1|20",
                "{`input_tokens`:5,`cache_creation`:{`ephemeral_1h_input_tokens`:0}}"
                        + "|{`output_tokens`:7}|5|7|-1|0|-1|0",
                "{`input_tokens`:5,`cache_read_input_tokens`:3}"
                        + "|{`input_tokens`:6,`output_tokens`:7,`cache_read_input_tokens`:4}|10|7|4|-1|-1|-1",
                "{`input_tokens`:5,`cache_read_input_tokens`:3}"
                        + "|{`input_tokens`:null,`output_tokens`:7,`cache_read_input_tokens`:-4}|8|7|3|-1|-1|-1",
                "{`output_tokens`:0}|{`input_tokens`:8,`output_tokens`:7,`cache_read_input_tokens`:1}|9|7|1|-1|-1|-1",
                "null|{`output_tokens`:7,`cache_read_input_tokens`:1}|-1|7|1|-1|-1|-1",
                "[1]|{`input_tokens`:`8`,`output_tokens`:99999999999999999999}|-1|-1|-1|-1|-1|-1",
                "{`input_tokens`:5,`server_tool_use`:{`web_search_requests`:2,`input_tokens`:9},"
                        + "`service_tier`:`standard`}|{`output_tokens`:7}|5|7|-1|-1|-1|-1",
            })
    void replacesWhatALaterEventTellsAnewAndAddsNothingUp(ArgumentsAccessor row) {
        kind(start(row.getString(0).replace('`', '"')));
        assertKinds(OUTPUT, HELLO);
        kind(end(row.getString(1).replace('`', '"')));
        assertKinds(END, STOP);

        assertThat(reader.usage().but().queries(NO).build()).isEqualTo(usage(row));
    }

    private static Usage usage(ArgumentsAccessor row) {
        return Usages.of(
                row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7));
    }

    @Test
    void tellsSearchesAndTheServiceTier() {
        kind(start("{\"input_tokens\":5,\"output_tokens\":1,\"service_tier\":\"priority\"}"));
        assertKinds(OUTPUT, HELLO);
        kind(end("{\"output_tokens\":7,\"server_tool_use\":{\"web_search_requests\":2}}"));

        assertThat(reader.usage())
                .isEqualTo(Usages.of(5, 7, NO, NO, NO, NO)
                        .but()
                        .queries(2)
                        .tier(ServiceTier.PRIORITY)
                        .build());
    }

    @Test
    void doesNotTakeThePlaceholderOfAStartForACount() {
        kind(start("{\"input_tokens\":5,\"output_tokens\":1}"));
        assertKinds(OUTPUT, HELLO);
        assertThat(reader.usage()).isEqualTo(Usages.of(5, NO, NO, NO, NO, NO));

        assertKinds(END, STOP);

        assertThat(reader.usage()).isEqualTo(Usages.of(5, 1, NO, NO, NO, NO));
    }

    @Test
    void isNotFooledByTextThatLooksLikeKeys() {
        assertKinds(OUTPUT, HELLO);
        assertKinds(
                OUTPUT,
                delta("{\"type\":\"text_delta\",\"text\":\"\\\"usage\\\":{\\\"output_tokens\\\":1}\"}"),
                delta("{\"type\":\"text_delta\",\"text\":\"{\\\"type\\\":\\\"message_stop\\\"}\",\"error\":null}"));
        assertThat(reader.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void findsItsMembersInAnyOrder() {
        assertKinds(PREAMBLE, "{\"message\":{\"usage\":{\"input_tokens\":3}},\"type\":\"message_start\"}");
        assertKinds(OUTPUT, "{\"delta\":{\"text\":\"a\",\"type\":\"text_delta\"},\"type\":\"content_block_delta\"}");
        assertKinds(OUTPUT, "{\"index\":0,\"type\":\"content_block_delta\",\"delta\":{\"text\":\"a\"}}");
        assertKinds(OTHER, "{\"usage\":{\"output_tokens\":2},\"type\":\"message_delta\"}");
        assertThat(reader.usage()).isEqualTo(Usages.of(3, 2, NO, NO, NO, NO));
    }

    @Test
    void looksOnlyAtItsOwnBytes() {
        byte[] bytes = Parts.utf8("{\"usage\":" + HELLO + "," + STOP);
        int from = 9;
        assertThat(reader.event(bytes, from, from + HELLO.length())).isEqualTo(OUTPUT);
        assertThat(reader.event(bytes, from, from + HELLO.length())).isEqualTo(OUTPUT);
        assertThat(reader.event(bytes, bytes.length - STOP.length(), bytes.length))
                .isEqualTo(END);
    }

    @Test
    void neverFailsWhateverItGets() {
        new Events(reader)
                .assertNeverFails(41, start("{\"input_tokens\":5}"), HELLO, end("{\"output_tokens\":7}"), STOP, PING);
    }

    private void assertKinds(Kind expected, String... events) {
        new Events(reader).assertKinds(expected, events);
    }

    private Kind kind(String event) {
        return new Events(reader).kind(event);
    }
}
