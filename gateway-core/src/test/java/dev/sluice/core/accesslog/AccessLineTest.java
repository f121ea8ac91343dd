package dev.sluice.core.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.config.LogSettings.Access;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.ExchangeRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class AccessLineTest {

    private final AccessLine line = Lines.format();

    private String write(ExchangeRecord exchange, Access form) {
        return new String(line.format(exchange, form), StandardCharsets.UTF_8);
    }

    @Test
    void tellsAStreamInJson() {
        assertThat(write(Lines.stream("mine"), Access.JSON))
                .isEqualTo("{\"time\":\"2023-11-14T22:13:20.123Z\",\"id\":\"0123456789abcdef0123456789abcdef\","
                        + "\"request_id\":\"mine\",\"client\":\"192.0.2.1\",\"key\":\"ci\",\"method\":\"POST\","
                        + "\"route\":\"/v1/chat/completions\",\"stream\":true,\"status\":200,\"provider\":\"openai\","
                        + "\"model\":\"gpt-4o\",\"upstream_model\":\"gpt-4o-2024-11-20\","
                        + "\"attempts\":1,\"duration_ms\":12.346,"
                        + "\"admission_ms\":0.1,\"body_ms\":0.9,"
                        + "\"queue_ms\":0.0,\"upstream_ms\":11.0,\"upstream_first_token_ms\":5.0,"
                        + "\"first_token_ms\":5.5,\"output_ms\":0.0,\"overhead_ms\":0.546,"
                        + "\"input_tokens\":7,\"output_tokens\":16,"
                        + "\"usage\":\"exact\",\"service_tier\":\"standard\","
                        + "\"cost_usd\":0.0001775,\"price\":\"priced\",\"price_version\":\"0123456789ab\","
                        + "\"request_bytes\":120,\"response_bytes\":3400}\n");
    }

    @Test
    void leavesOutOfJsonWhatIsNotKnown() {
        assertThat(write(Lines.refused(), Access.JSON))
                .isEqualTo("{\"time\":\"2023-11-14T22:13:20.123Z\",\"id\":\"0123456789abcdef0123456789abcdef\","
                        + "\"request_id\":\"0123456789abcdef0123456789abcdef\",\"client\":\"192.0.2.1\","
                        + "\"method\":\"GET\",\"route\":\"unknown\",\"stream\":false,\"status\":404,"
                        + "\"failure\":\"caller_not_found\",\"duration_ms\":0.25,"
                        + "\"queue_ms\":0.0,\"overhead_ms\":0.25,\"request_bytes\":0,"
                        + "\"response_bytes\":90}\n");
    }

    @Test
    void tellsPausesApartFromTheGatewaysOwnShare() {
        assertThat(write(Lines.triedAgain(), Access.JSON))
                .contains("\"upstream_ms\":11.0,\"pause_ms\":300.0,\"overhead_ms\":1.0,");
    }

    @Test
    void namesTheTrace() {
        assertThat(write(Lines.traced("4bf92f3577b34da6a3ce929d0e0e4736"), Access.JSON))
                .contains("\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",");
    }

    @Test
    void namesTheLimitThatEndedAStream() {
        assertThat(write(Lines.ended(LimitKind.DAY_BUDGET), Access.JSON))
                .contains("\"status\":200,\"ended_by\":\"day_budget\",");
    }

    @Test
    void namesWhatACacheAnsweredAndWhoseAnswerThatWas() {
        assertThat(write(Lines.cached(CacheKind.EXACT), Access.JSON))
                .contains("\"status\":200,\"cache\":\"hit\",\"provider\":\"openai\",\"model\":\"gpt-4o\","
                        + "\"upstream_model\":\"gpt-4o-2024-11-20\",\"attempts\":0,")
                .doesNotContain("tokens", "cost");
        assertThat(write(Lines.cached(CacheKind.SEMANTIC), Access.JSON)).contains("\"cache\":\"semantic\"");
        assertThat(write(Lines.cached(CacheKind.EXACT), Access.TEXT)).contains(" bytes r - cache=hit");
    }

    @Test
    void tellsTheSameInText() {
        assertThat(write(Lines.stream("mine"), Access.TEXT))
                .isEqualTo("2023-11-14T22:13:20.123Z 192.0.2.1 ci POST /v1/chat/completions 200 - openai/gpt-4o"
                        + " 12.3ms 7+16 tokens 0.0001775 USD 120/3400 bytes mine -" + System.lineSeparator());
        assertThat(write(Lines.refused(), Access.TEXT))
                .isEqualTo("2023-11-14T22:13:20.123Z 192.0.2.1 - GET unknown 404 caller_not_found unknown/unknown"
                        + " 0.3ms 0+0 tokens - USD 0/90 bytes 0123456789abcdef0123456789abcdef -"
                        + System.lineSeparator());
    }

    @Test
    void endsALineOfTextWithTheTraceWhereThereIsOne() throws IOException {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";

        assertThat(write(Lines.traced(trace), Access.TEXT)).endsWith(" bytes r " + trace + System.lineSeparator());
    }

    @Test
    void staysOneLineOfJsonWhateverTheClientCallsItsRequest() throws IOException {
        String id = "a'<>{}[]~%n\u0001\n\"\\";

        String json = write(Lines.stream(id), Access.JSON);

        assertThat(json).endsWith("\n").containsOnlyOnce("\n");
        assertThat(new JsonMapper().readTree(json).path("request_id").asText()).isEqualTo(id);
    }
}
