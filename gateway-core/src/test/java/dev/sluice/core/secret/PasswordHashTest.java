package dev.sluice.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordHashTest {

    private static final int FEW = 10_000;

    @Test
    void matchesThePasswordItWasMadeFromAndNoOther() {
        PasswordHash hash = PasswordHash.create("grüße €".toCharArray(), FEW);

        assertThat(hash.matches("grüße €".toCharArray())).isTrue();
        assertThat(hash.matches("grüße".toCharArray())).isFalse();
        assertThat(hash.matches(new char[0])).isFalse();
    }

    @Test
    void readsBackWhatItWrites() {
        PasswordHash hash = PasswordHash.create("secret".toCharArray(), FEW);

        PasswordHash read = PasswordHash.parse(hash.encoded());

        assertThat(read.matches("secret".toCharArray())).isTrue();
        assertThat(read.encoded()).isEqualTo(hash.encoded()).startsWith("pbkdf2$10000$");
    }

    /** After the vectors of RFC 7914, section 11, with a longer salt; the hash is that of Python's hashlib. */
    @Test
    void agreesWithOtherImplementationsOfPbkdf2() {
        PasswordHash hash =
                PasswordHash.parse("pbkdf2$80000$TmFDbE5hQ2xOYUNs$vfHQobvx8cvSbhl699wG+YR106/YCDulWNeGzkOIKS4=");

        assertThat(hash.matches("Password".toCharArray())).isTrue();
    }

    @Test
    void saltsEachHashAnew() {
        String first = PasswordHash.create("secret".toCharArray(), FEW).encoded();
        String second = PasswordHash.create("secret".toCharArray(), FEW).encoded();

        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void refusesAnEmptyPassword() {
        assertThatThrownBy(() -> PasswordHash.create(new char[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void createsWithManyIterations() {
        assertThat(PasswordHash.create("x".toCharArray()).encoded()).startsWith("pbkdf2$600000$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hunter2",
                "bcrypt$10000$c2FsdHNhbHQ=$AAAA",
                "pbkdf2$9999$c2FsdHNhbHQ=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "pbkdf2$99999999$c2FsdHNhbHQ=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "pbkdf2$+20000$c2FsdHNhbHQ=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "pbkdf2$20000$c2Fs$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "pbkdf2$20000$c2FsdHNhbHQ=$AAAA",
                "pbkdf2$20000$hunter2!$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "pbkdf2$20000$c2FsdHNhbHQ=$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=$"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void printsNoHash() {
        assertThat(PasswordHash.create("secret".toCharArray(), FEW)).hasToString("pbkdf2$***");
    }
}
