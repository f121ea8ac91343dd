package dev.sluice.core.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells whether a secret is still the same one, without keeping it: 32 bits of its hash. Too few to find a secret by,
 * and so few that it says "the same" once in four thousand million times where it is not.
 */
public final class Fingerprint {

    private static final String PURPOSE = "sluice fingerprint\n";
    private static final int BYTES = 4;

    private Fingerprint() {}

    /** Eight hexadecimal digits. */
    public static String of(Secret secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((PURPOSE + secret.value()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
