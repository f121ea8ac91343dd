package dev.sluice.core.manage;

import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes values of client keys, and ids. Thread-safe, as its source of randomness is. */
final class ClientKeyValues {

    private static final String PREFIX = "sk-sluice-";
    private static final int VALUE_LENGTH = 32;
    private static final int ID_LENGTH = 12;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final Random random;

    /** @param random a {@link java.security.SecureRandom}, but in tests */
    ClientKeyValues(Random random) {
        this.random = random;
    }

    /** A value that nobody can guess: 190 bits. */
    Secret value() {
        return new Secret(PREFIX + digits(VALUE_LENGTH));
    }

    String id(String prefix) {
        return prefix + digits(ID_LENGTH);
    }

    static KeyHash hash(Secret value) {
        byte[] bytes = value.value().getBytes(StandardCharsets.US_ASCII);
        return KeyHash.of(bytes, 0, bytes.length);
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return digits.toString();
    }
}
