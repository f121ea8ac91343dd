package dev.sluice.core.secret;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it may stand in a configuration file: {@code pbkdf2$iterations$salt$hash}, PBKDF2 with HMAC-SHA-256
 * (RFC 8018), salt and hash in Base64. Slow on purpose: a check costs {@code iterations} rounds, so keep it off event
 * loops. Immutable; prints no hash.
 */
public final class PasswordHash {

    private static final int NEW_ITERATIONS = 600_000;
    private static final int MIN_ITERATIONS = 10_000;
    private static final int MAX_ITERATIONS = 10_000_000;
    private static final int NEW_SALT_BYTES = 16;
    private static final int MIN_SALT_BYTES = 8;
    private static final int HASH_BYTES = 32;
    private static final String SCHEME = "pbkdf2";
    private static final String FORM = "pbkdf2$<iterations>$<salt>$<hash>";

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /** The hash of a new password, under a fresh random salt. */
    public static PasswordHash create(char[] password) {
        return create(password, NEW_ITERATIONS);
    }

    static PasswordHash create(char[] password, int iterations) {
        if (password.length == 0) {
            throw new IllegalArgumentException("an empty password protects nothing");
        }
        byte[] salt = new byte[NEW_SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(iterations, salt, derive(password, salt, iterations));
    }

    /** @throws IllegalArgumentException when the text is not of this form; its message never repeats the text */
    public static PasswordHash parse(String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            throw new IllegalArgumentException("a password hash has the form " + FORM);
        }
        byte[] salt = base64("salt", parts[2]);
        byte[] hash = base64("hash", parts[3]);
        if (salt.length < MIN_SALT_BYTES) {
            throw new IllegalArgumentException("the salt needs at least " + MIN_SALT_BYTES + " bytes");
        }
        if (hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("the hash needs " + HASH_BYTES + " bytes");
        }
        return new PasswordHash(iterations(parts[1]), salt, hash);
    }

    /** Whether this is the hash of the password; takes the same time for every wrong one. */
    public boolean matches(char[] password) {
        return password.length > 0 && MessageDigest.isEqual(hash, derive(password, salt, iterations));
    }

    /** The text for the configuration file. */
    public String encoded() {
        Base64.Encoder base64 = Base64.getEncoder();
        return String.join(
                "$", SCHEME, Integer.toString(iterations), base64.encodeToString(salt), base64.encodeToString(hash));
    }

    @Override
    public String toString() {
        return SCHEME + "$***";
    }

    private static int iterations(String text) {
        int iterations = text.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(text) : 0;
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw new IllegalArgumentException("the iterations must be " + MIN_ITERATIONS + " to " + MAX_ITERATIONS);
        }
        return iterations;
    }

    private static byte[] base64(String part, String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the " + part + " is not Base64");
        }
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, HASH_BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2WithHmacSHA256", e);
        } finally {
            spec.clearPassword();
        }
    }
}
