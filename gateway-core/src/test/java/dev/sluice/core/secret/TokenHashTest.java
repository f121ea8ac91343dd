package dev.sluice.core.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenHashTest {

    /** SHA-256 of "abc", from FIPS 180-4's examples. */
    private static final String ABC = "sha256$ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void matchesTheTokenItWasMadeFromAndNoOther() {
        TokenHash hash = TokenHash.parse(ABC);

        assertThat(hash.matches("abc".getBytes(UTF_8))).isTrue();
        assertThat(hash.matches("abd".getBytes(UTF_8))).isFalse();
        assertThat(hash.matches(new byte[0])).isFalse();
    }

    @Test
    void writesWhatItReads() {
        assertThat(TokenHash.of("abc").encoded()).isEqualTo(ABC);
        assertThat(TokenHash.parse(ABC).encoded()).isEqualTo(ABC);
    }

    @Test
    void printsNoHash() {
        assertThat(TokenHash.parse(ABC)).hasToString("sha256$***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hunter2",
                "sha256$hunter2",
                "md5$ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "sha256$ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20hunter2"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> TokenHash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .message()
                .doesNotContain("hunter2");
    }
}
