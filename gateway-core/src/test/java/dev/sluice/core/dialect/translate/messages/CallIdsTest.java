package dev.sluice.core.dialect.translate.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.chat.UncarriedException;
import org.junit.jupiter.api.Test;

class CallIdsTest {

    private final CallIds ids = new CallIds();

    @Test
    void keepsIdsThatAnthropicTakes() throws UncarriedException {
        assertThat(ids.called("toolu_01-Aa9", "f")).isEqualTo("toolu_01-Aa9");
        assertThat(ids.answered("toolu_01-Aa9", "", "m")).isEqualTo("toolu_01-Aa9");
    }

    @Test
    void cleansTheOthersInTheSameWayForCallAndResult() throws UncarriedException {
        assertThat(ids.called("functions.f:0/ü", "f")).isEqualTo("functions_f_0__");
        assertThat(ids.answered("functions.f:0/ü", "f", "m")).isEqualTo("functions_f_0__");
    }

    @Test
    void givesAResultWithoutAnIdTheFirstCallThatHasNone() throws UncarriedException {
        ids.called("", "f");
        ids.called("b", "f");
        ids.called("", "g");

        assertThat(ids.answered("b", "", "m")).isEqualTo("b");
        assertThat(ids.answered("", "g", "m")).isEqualTo("call_1");
        assertThat(ids.answered("", "", "m")).isEqualTo("call_0");
        assertThatThrownBy(() -> ids.answered("", "f", "m")).isInstanceOf(UncarriedException.class);
    }
}
