package dev.sluice.core.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A bearer token's SHA-256, written {@code sha256$hex}. Immutable. */
public final class TokenHash {

    private final byte[] hash;

    private TokenHash(byte[] hash) {
        this.hash = hash;
    }

    /** Reads the written form; throws {@link IllegalArgumentException} when it is none. */
    public static TokenHash parse(String text) {
        if (!text.startsWith("sha256$") || text.length() != 71) {
            throw new IllegalArgumentException("not a sha256$ followed by 64 hexadecimal digits");
        }
        return new TokenHash(HexFormat.of().parseHex(text.substring(7)));
    }

    /** Whether this is the token, in constant time. */
    public boolean matches(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(digest, hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing", e);
        }
    }
}
