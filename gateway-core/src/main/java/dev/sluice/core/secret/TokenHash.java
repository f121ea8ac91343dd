package dev.sluice.core.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A bearer token as it may stand in a configuration file: {@code sha256$} and the hash in hexadecimal. Fast, so only
 * for tokens that are long and random; passwords take {@link PasswordHash}. Immutable; prints no hash.
 */
public final class TokenHash {

    private static final String PREFIX = "sha256$";
    private static final int HASH_BYTES = 32;

    private final byte[] hash;

    private TokenHash(byte[] hash) {
        this.hash = hash;
    }

    /** The hash of a token. */
    public static TokenHash of(byte[] token) {
        return new TokenHash(sha256(token));
    }

    /** The hash of a token, taken as UTF-8. */
    public static TokenHash of(String token) {
        return of(token.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException when the text is not of this form; its message never repeats the text */
    public static TokenHash parse(String text) {
        if (!text.startsWith(PREFIX) || text.length() != PREFIX.length() + 2 * HASH_BYTES) {
            throw new IllegalArgumentException("a token hash has the form sha256$<64 hexadecimal digits>");
        }
        try {
            return new TokenHash(HexFormat.of().parseHex(text, PREFIX.length(), text.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the hash is not hexadecimal");
        }
    }

    /** Whether this is the hash of the token; takes the same time for every wrong one. */
    public boolean matches(byte[] token) {
        return MessageDigest.isEqual(hash, sha256(token));
    }

    /** The text for the configuration file. */
    public String encoded() {
        return PREFIX + HexFormat.of().formatHex(hash);
    }

    @Override
    public String toString() {
        return PREFIX + "***";
    }

    private static byte[] sha256(byte[] token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
