package dev.sluice.loads.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loads.fidelity.Ask.Kind;
import dev.sluice.loads.fidelity.Judge.Finding;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Ending;
import dev.sluice.loads.http.Head;
import dev.sluice.loads.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JudgeTest {

    private static final String ROLE = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}],\"usage\":null}\n\n";
    private static final String WORD = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":null}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String ERROR = "data: {\"error\":{\"message\":\"m\",\"type\":\"t\"}}\n\n";
    private static final String JSON_ERROR = "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"code\":\"c\"}}";
    private static final Answer WHOLE = answer(200, ROLE + WORD + USAGE + DONE, Ending.COMPLETE);
    private static final Answer CUT = answer(200, ROLE + WORD, Ending.CUT);
    private static final Fault FAULT = new Fault("cut", Map.of("x-sim-fault", "cut"));

    @Test
    void takesTheProvidersOwnBytes() {
        assertThat(judge(Kind.METERED_STREAM, null, WHOLE, null)).isEqualTo(Finding.IDENTICAL);
        assertThat(judge(Kind.STREAM, null, answer(200, ROLE + WORD + DONE, Ending.COMPLETE), null))
                .isEqualTo(Finding.IDENTICAL);
    }

    @Test
    void refusesAnythingElseWhereNothingWasToGoWrong() {
        assertThat(judge(Kind.STREAM, null, WHOLE, null)).isEqualTo(Finding.WRONG);
        assertThat(judge(Kind.METERED_STREAM, null, answer(200, ROLE + WORD + DONE, Ending.COMPLETE), null))
                .isEqualTo(Finding.WRONG);
        assertThat(judge(Kind.METERED_STREAM, null, answer(200, ROLE + WORD + USAGE + DONE, Ending.CUT), null))
                .isEqualTo(Finding.WRONG);
        assertThat(judge(Kind.UNARY, null, answer(502, JSON_ERROR, Ending.COMPLETE), null))
                .isEqualTo(Finding.WRONG);
        assertThat(judge(Kind.UNARY, null, answer(0, "", Ending.RESET), null)).isEqualTo(Finding.WRONG);
    }

    @Test
    void takesAnHonestError() {
        assertThat(judge(Kind.STREAM, FAULT, answer(502, JSON_ERROR, Ending.COMPLETE), CUT))
                .isEqualTo(Finding.ERROR);
        assertThat(judge(Kind.STREAM, FAULT, answer(200, ROLE + WORD + ERROR, Ending.COMPLETE), CUT))
                .isEqualTo(Finding.ERROR_EVENT);
        assertThat(judge(Kind.STREAM, FAULT, answer(200, ROLE + WORD.substring(0, 9), Ending.RESET), CUT))
                .isEqualTo(Finding.ABORTED);
        Answer refused = answer(429, JSON_ERROR, Ending.COMPLETE);
        assertThat(judge(Kind.UNARY, FAULT, refused, refused)).isEqualTo(Finding.RELAYED_ERROR);
    }

    @Test
    void refusesADishonestOne() {
        assertThat(judge(Kind.STREAM, FAULT, answer(502, "oops", Ending.COMPLETE), CUT))
                .isEqualTo(Finding.WRONG);
        assertThat(judge(Kind.STREAM, FAULT, answer(502, JSON_ERROR, Ending.CUT), CUT))
                .isEqualTo(Finding.WRONG);
        assertThat(judge(Kind.STREAM, FAULT, answer(200, ROLE + WORD, Ending.COMPLETE), CUT))
                .isEqualTo(Finding.WRONG);
        assertThat(judge(Kind.STREAM, FAULT, answer(200, ROLE + WORD + DONE, Ending.COMPLETE), CUT))
                .isEqualTo(Finding.WRONG);
        assertThat(judge(Kind.STREAM, FAULT, answer(200, ROLE + WORD.substring(0, 9) + ERROR, Ending.COMPLETE), CUT))
                .isEqualTo(Finding.WRONG);
        assertThat(judge(Kind.STREAM, FAULT, answer(200, ROLE + ERROR + DONE, Ending.COMPLETE), CUT))
                .isEqualTo(Finding.WRONG);
        assertThat(judge(Kind.STREAM, FAULT, answer(200, ROLE + WORD + DONE + ERROR, Ending.COMPLETE), CUT))
                .isEqualTo(Finding.WRONG);
    }

    @Test
    void readsTheUsageThatAnAnswerReports() {
        assertThat(Tokens.in(WHOLE.body())).isEqualTo(new Tokens(3, 1));
        assertThat(Tokens.in(CUT.body())).isEqualTo(Tokens.NONE);
        assertThat(Tokens.in(bytes("{\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}")))
                .isEqualTo(new Tokens(5, 0));
        assertThat(Tokens.in(bytes("{\"usage\":{\"prompt_tokens\":5,\"d\":{\"x\":1},\"completion_tokens\":7}}")))
                .isEqualTo(new Tokens(5, 7));
    }

    private static Finding judge(Kind kind, @Nullable Fault fault, Answer got, @Nullable Answer faulted) {
        Request request = Request.post(kind.path(), "{}");
        return Judge.judge(new Ask(1, kind, request, request, fault), got, WHOLE, faulted)
                .finding();
    }

    private static Answer answer(int status, String body, Ending ending) {
        String type = status == 200 ? "text/event-stream" : "application/json";
        return new Answer(new Head(status, Map.of("content-type", type)), bytes(body), ending);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
