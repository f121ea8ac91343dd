package dev.sluice.core.cache.semantic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExclusionsTest {

    @Test
    void excludesWhatOneOfThePatternsIsFoundIn() {
        List<Pattern> patterns = List.of(Pattern.compile("(?i)\\btoday\\b"), Pattern.compile("account [0-9]+"));

        assertThat(Exclusions.exclude("What is the weather Today?", patterns)).isTrue();
        assertThat(Exclusions.exclude("What is on account 17?", patterns)).isTrue();
        assertThat(Exclusions.exclude("What is a todaya account?", patterns)).isFalse();
        assertThat(Exclusions.exclude("anything", List.of())).isFalse();
    }

    @Test
    void excludesATextThatAPatternDoesNotComeToAnEndWith() {
        List<Pattern> patterns = List.of(Pattern.compile("(a+)+\\1b"));

        assertThat(Exclusions.exclude("a".repeat(60) + "c", patterns)).isTrue();
        assertThat(Exclusions.exclude("nothing to repeat", patterns)).isFalse();
    }

    @Test
    void excludesATextThatIsTooDeepForAPattern() {
        assertThat(Exclusions.exclude("ab".repeat(100_000), List.of(Pattern.compile("^(a|b|ab)*$"))))
                .isTrue();
    }
}
