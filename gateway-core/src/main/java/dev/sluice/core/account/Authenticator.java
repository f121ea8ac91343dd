package dev.sluice.core.account;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * From a credential to an account: a SHA-256 look-up in memory, no I/O. An unknown and a malformed credential are the
 * same to it. Thread-safe: whom it knows is in {@link Accounts}.
 */
public final class Authenticator {

    private final @Nullable Accounts accounts;
    private final @Nullable KeyHash anonymous;
    private final boolean open;

    private Authenticator(@Nullable Accounts accounts, @Nullable KeyHash anonymous, boolean open) {
        this.accounts = accounts;
        this.anonymous = anonymous;
        this.open = open;
    }

    /** Lets everybody in, as nobody in particular. */
    public static Authenticator open() {
        return new Authenticator(null, null, true);
    }

    /** Lets everybody in: who has no key of one of these accounts as if it had shown that one. */
    public static Authenticator open(Accounts accounts, KeyHash anonymous) {
        return new Authenticator(accounts, anonymous, true);
    }

    /** Lets in who has a key of one of these accounts. */
    public static Authenticator of(Accounts accounts) {
        return new Authenticator(accounts, null, false);
    }

    /** Whether no credential is asked for. */
    public boolean isOpen() {
        return open;
    }

    /** Whether it matters which credential is shown. */
    public boolean looksAtKeys() {
        return accounts != null;
    }

    /** The account behind a credential, by the hash of what it is without its scheme; null when there is none. */
    public @Nullable Account authenticate(KeyHash credential, long epochMillis) {
        Account known = accounts == null ? null : accounts.find(credential, epochMillis);
        return known == null ? anonymous(epochMillis) : known;
    }

    /** The account of who shows no credential; null when there is none. */
    public @Nullable Account anonymous(long epochMillis) {
        if (accounts == null) {
            return Account.ANYONE;
        }
        return anonymous == null ? null : accounts.find(anonymous, epochMillis);
    }

    /** The SHA-256 of a client key's value: all that is kept of it. Immutable. */
    public static final class KeyHash {

        private static final int BYTES = 32;

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

        /** @throws IllegalArgumentException when it is not what {@link #hex} gives */
        public static KeyHash parse(String hex) {
            byte[] digest = HexFormat.of().parseHex(hex);
            if (digest.length != BYTES) {
                throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits");
            }
            return new KeyHash(digest);
        }

        /** As it is stored. */
        public String hex() {
            return HexFormat.of().formatHex(digest);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof KeyHash that && MessageDigest.isEqual(digest, that.digest);
        }

        /** Any bits of a digest are as good as all. */
        @Override
        public int hashCode() {
            return digest[0] << 24 | (digest[1] & 0xff) << 16 | (digest[2] & 0xff) << 8 | digest[3] & 0xff;
        }
    }
}
