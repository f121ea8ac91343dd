package dev.sluice.core.secret;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that values are sealed under: 32 random bytes, written as 64 hexadecimal digits or as Base64. Its id, by which
 * sealed values name it, tells nothing of it. Immutable; prints only the id.
 */
public final class SealingKey {

    static final int BYTES = 32;
    private static final int ID_BYTES = 4;
    private static final String FORM =
            "must be 32 random bytes as 64 hexadecimal digits or as Base64 (openssl rand -hex 32 makes one)";

    private final String id;
    private final SecretKey key;

    private SealingKey(byte[] bytes) {
        this.id = HexFormat.of().formatHex(sha256(bytes), 0, ID_BYTES);
        this.key = new SecretKeySpec(bytes, "AES");
    }

    /** @throws IllegalArgumentException when the text is not of this form; its message never repeats the text */
    public static SealingKey parse(Secret text) {
        byte[] bytes = decode(text.value().strip());
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(FORM);
        }
        return new SealingKey(bytes);
    }

    /** The first 8 hexadecimal digits of the key's SHA-256. */
    public String id() {
        return id;
    }

    SecretKey aes() {
        return key;
    }

    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }

    private static byte[] decode(String text) {
        try {
            return text.length() == 2 * BYTES
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(FORM);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
