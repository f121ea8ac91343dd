package dev.sluice.core.account;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From a credential to a client key: a SHA-256 look-up in memory, no I/O. An unknown and a malformed credential are the
 * same to it. Immutable.
 */
public final class Authenticator {

    private final boolean open;
    private final Map<KeyHash, ClientKey> keys;

    private Authenticator(boolean open, Map<KeyHash, ClientKey> keys) {
        this.open = open;
        this.keys = Map.copyOf(keys);
    }

    /** Lets everybody in. */
    public static Authenticator open() {
        return new Authenticator(true, Map.of());
    }

    /** Lets in who knows one of these keys. */
    public static Authenticator of(Map<KeyHash, ClientKey> keys) {
        return new Authenticator(false, new HashMap<>(keys));
    }

    /** Whether no credential is asked for. */
    public boolean isOpen() {
        return open;
    }

    /** The key behind a credential (bytes {@code from} to {@code to}, its scheme left out); null when there is none. */
    public @Nullable ClientKey authenticate(byte[] bytes, int from, int to) {
        return open ? ClientKey.ANYONE : keys.get(KeyHash.of(bytes, from, to));
    }

    /** The SHA-256 of a client key's value: all that is kept of it. */
    public static final class KeyHash {

        private final byte[] digest;

        private KeyHash(byte[] digest) {
            this.digest = digest;
        }

        public static KeyHash of(byte[] bytes, int from, int to) {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                sha256.update(bytes, from, to - from);
                return new KeyHash(sha256.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof KeyHash that && MessageDigest.isEqual(digest, that.digest);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(digest);
        }
    }
}
