package dev.sluice.core.dialect.translate.generate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CallNamesTest {

    private final CallNames calls = new CallNames();

    @Test
    void keepsIdsAndMakesThoseThatThereAreNot() {
        assertThat(calls.called("own", "f")).isEqualTo("own");
        assertThat(calls.called("", "f")).isEqualTo("call_1");
        assertThat(calls.called("", "g")).isEqualTo("call_2");
    }

    @Test
    void answersTheFirstOpenCallOfTheName() {
        calls.called("own", "f");
        calls.called("", "f");
        calls.called("", "g");

        assertThat(calls.answered("own", "f")).isEqualTo("own");
        assertThat(calls.answered("", "f")).isEqualTo("call_1");
        assertThat(calls.answered("", "g")).isEqualTo("call_2");
    }

    @Test
    void makesAnIdForAnAnswerToNothing() {
        assertThat(calls.answered("", "f")).isEqualTo("call_1");
        assertThat(calls.answered("unknown", "f")).isEqualTo("unknown");
    }
}
