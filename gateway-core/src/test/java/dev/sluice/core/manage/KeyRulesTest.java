package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.secret.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRulesTest {

    private static NewKey key(String name, String value) {
        return new NewKey(name, new Secret(value), 1);
    }

    @Test
    void takesWhatTheConfigurationTakes() {
        assertThat(KeyRules.check(List.of(key("a", "!"), key("Z9._@-".repeat(10) + "abcd", "~".repeat(4096)))))
                .isEmpty();
    }

    @Test
    void takesFiveThousandKeysAndNoMore() {
        List<NewKey> most = IntStream.range(0, 5_000)
                .mapToObj(i -> key("key-" + i, "value-" + i))
                .toList();
        List<NewKey> more = new ArrayList<>(most);
        more.add(key("one-more", "value"));

        assertThat(KeyRules.check(most)).isEmpty();
        assertThat(KeyRules.check(more)).map(Refusal::field).contains("keys");
        assertThat(KeyRules.check(List.of())).map(Refusal::field).contains("keys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", ".a", "a b", "a/b", "ä", "a\n", "unknown", "other"})
    void tellsWhichNameCannotBe(String name) {
        assertThat(KeyRules.check(List.of(key("good", "one"), key(name, "two"))))
                .map(Refusal::field)
                .contains("keys[1].name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\n", "ä", "a\u007f"})
    void tellsWhichValueCannotBeAndDoesNotRepeatIt(String value) {
        Refusal refusal = KeyRules.check(List.of(key("a", value))).orElseThrow();

        assertThat(refusal.field()).isEqualTo("keys[0].value");
        assertThat(refusal.message()).isEqualTo("must be 1 to 4096 visible ASCII characters, without spaces");
    }

    @Test
    void refusesAValueThatIsTooLongAndAPriorityOutOfRange() {
        assertThat(KeyRules.check(List.of(key("a", "x".repeat(4097)))))
                .map(Refusal::field)
                .contains("keys[0].value");
        for (int priority : new int[] {-1, 1_000_001}) {
            assertThat(KeyRules.check(List.of(new NewKey("a", new Secret("x"), priority))))
                    .map(Refusal::field)
                    .contains("keys[0].priority");
        }
    }

    @Test
    void tellsWhichKeysOfARequestAreTheSame() {
        assertThat(KeyRules.check(List.of(key("a", "1"), key("b", "2"), key("a", "3"))))
                .contains(Refusal.invalid("keys[2].name", "is the same as in keys[0]"));
        assertThat(KeyRules.check(List.of(key("a", "1"), key("b", "2"), key("c", "2"))))
                .contains(Refusal.invalid("keys[2].value", "is the same as in keys[1]"));
    }
}
