package dev.sluice.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyVaultTest {

    private static final String PLAIN = "sk-grüße-of-the-operator";
    private static final SealingKey OLD = SealingKey.parse(new Secret("0a".repeat(32)));
    private static final SealingKey NEW = SealingKey.parse(new Secret("0b".repeat(32)));

    private final KeyVault vault = new KeyVault(NEW, List.of());

    @Test
    void unsealsWhatItSealed() {
        String sealed = vault.seal("openai", "first", new Secret(PLAIN));

        assertThat(vault.unseal("openai", "first", sealed)).isEqualTo(new Secret(PLAIN));
        assertThat(sealed).matches("v1:[0-9a-f]{8}:[A-Za-z0-9+/]+=*").doesNotContain(PLAIN);
    }

    @Test
    void sealsTheSameValueDifferentlyEachTime() {
        assertThat(vault.seal("openai", "first", new Secret(PLAIN)))
                .isNotEqualTo(vault.seal("openai", "first", new Secret(PLAIN)));
    }

    /** Made with the AESGCM of Python's cryptography, nonce 000102…0b. */
    @Test
    void agreesWithOtherImplementationsOfAesGcm() {
        assertThat(vault.unseal("openai", "first", "v1:f0e38b83:AAECAwQFBgcICQoLiAHivVSyFg/osJZPf4c2GzgLbcOVmBo="))
                .isEqualTo(new Secret("sk-test"));
    }

    /** The first digits of {@code printf '\x0b%.0s' {1..32} | sha256sum}. */
    @Test
    void namesAKeyByTheFirstDigitsOfItsHash() {
        assertThat(NEW.id()).isEqualTo("f0e38b83");
        assertThat(vault.seal("a", "b", new Secret("c"))).startsWith("v1:f0e38b83:");
    }

    @Test
    void readsWhatWasSealedUnderAPreviousKeyAndSealsUnderTheCurrentOne() {
        String old = new KeyVault(OLD, List.of()).seal("openai", "first", new Secret(PLAIN));
        KeyVault both = new KeyVault(NEW, List.of(OLD));

        assertThat(both.unseal("openai", "first", old)).isEqualTo(new Secret(PLAIN));
        assertThat(both.isCurrent(old)).isFalse();
        assertThat(both.isCurrent(both.seal("openai", "first", new Secret(PLAIN))))
                .isTrue();
    }

    @Test
    void refusesToSealWithoutAKeyAndNamesTheSetting() {
        KeyVault none = new KeyVault(null, List.of(OLD));

        assertThat(vault.whyNot()).isEmpty();
        assertThat(none.whyNot()).hasValueSatisfying(why -> assertThat(why).contains("store.encryption_key"));
        assertRefusal(() -> none.seal("openai", "first", new Secret(PLAIN)), "store.encryption_key is not set");
    }

    @Test
    void saysWhichKeyIsMissing() {
        String sealed = new KeyVault(OLD, List.of()).seal("openai", "first", new Secret(PLAIN));

        assertRefusal(() -> vault.unseal("openai", "first", sealed), OLD.id(), "store.previous_encryption_keys");
    }

    @Test
    void refusesAValueThatBelongsToOtherNames() {
        String sealed = vault.seal("openai", "first", new Secret(PLAIN));

        assertRefusal(() -> vault.unseal("openai", "second", sealed), "belongs to another key");
        assertRefusal(() -> vault.unseal("azure", "first", sealed), "belongs to another key");
        assertRefusal(() -> vault.unseal("openaif", "irst", sealed), "belongs to another key");
    }

    @Test
    void noticesAChangeOfAnyBit() {
        String sealed = vault.seal("openai", "first", new Secret(PLAIN));
        String head = sealed.substring(0, sealed.lastIndexOf(':') + 1);
        byte[] bytes = Base64.getDecoder().decode(sealed.substring(head.length()));

        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            String text = head + Base64.getEncoder().encodeToString(changed);
            assertRefusal(() -> vault.unseal("openai", "first", text), "was changed");
        }
    }

    @Test
    void noticesACutAtAnyLength() {
        String sealed = vault.seal("openai", "first", new Secret(PLAIN));

        for (int length = 0; length < sealed.length(); length++) {
            String cut = sealed.substring(0, length);
            assertThatThrownBy(() -> vault.unseal("openai", "first", cut))
                    .isInstanceOf(SealException.class)
                    .hasMessageNotContaining(PLAIN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "v1", "v1:", "v2:00000000:AAAA", "sk-grüße-of-the-operator", "v1:sk-secret:AAAA", "v1:::"})
    void refusesAnyOtherTextWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> vault.unseal("openai", "first", text))
                .isInstanceOf(SealException.class)
                .hasMessageNotContainingAny("sk-", "AAAA");
    }

    @Test
    void takesKeysInHexadecimalAndInBase64() {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 0x0b);
        String base64 = Base64.getEncoder().encodeToString(bytes);

        assertThat(SealingKey.parse(new Secret(base64 + "\n")).id()).isEqualTo(NEW.id());
        assertThat(SealingKey.parse(new Secret("0B".repeat(32))).id()).isEqualTo(NEW.id());
        assertThat(NEW.toString()).isEqualTo("SealingKey[" + NEW.id() + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "0b0b", "zz0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"})
    void refusesAKeyOfAnotherForm(String text) {
        assertThatThrownBy(() -> SealingKey.parse(new Secret(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 random bytes")
                .hasMessageNotContaining("hunter2");
    }

    private static void assertRefusal(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(SealException.class)
                .hasNoCause()
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining(PLAIN);
    }
}
