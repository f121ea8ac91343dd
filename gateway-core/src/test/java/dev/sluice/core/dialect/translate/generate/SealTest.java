package dev.sluice.core.dialect.translate.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class SealTest {

    @Test
    void outlivesSdksThatDecodeAndEncodeIt() {
        String sealed = Seal.SIGNATURE.seal("EqQB+/Z=ünly");
        String encodedAgain =
                Base64.getUrlEncoder().encodeToString(Base64.getDecoder().decode(sealed));

        assertThat(Seal.SIGNATURE.open(sealed)).isEqualTo("EqQB+/Z=ünly");
        assertThat(Seal.SIGNATURE.open(encodedAgain)).isEqualTo("EqQB+/Z=ünly");
    }

    @Test
    void opensNothingElse() {
        assertThat(Seal.SIGNATURE.open(Seal.HIDDEN.seal("x"))).isNull();
        assertThat(Seal.HIDDEN.open("R2VtaW5pJ3Mgb3du")).isNull();
        assertThat(Seal.HIDDEN.open("not base64!")).isNull();
    }
}
