package dev.sluice.core.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals providers' keys for the store: AES-256-GCM (NIST SP 800-38D) under a random nonce, bound to the names of
 * provider and key, so that a sealed value is of no use in another row. A sealed value reads {@code v1:<id of the
 * sealing key>:<Base64 of nonce, ciphertext and tag>}. Thread-safe.
 */
public final class KeyVault {

    private static final String VERSION = "v1";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final String NO_KEY = "store.encryption_key is not set, and provider keys are only kept encrypted:"
            + " set it (openssl rand -hex 32 makes one) and restart";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final @Nullable SealingKey current;
    private final Map<String, SealingKey> byId = new HashMap<>();
    private final SecureRandom random = new SecureRandom();

    /**
     * A vault with these keys.
     *
     * @param current what is sealed under; null: nothing can be sealed
     * @param previous what values may still be sealed under
     */
    public KeyVault(@Nullable SealingKey current, List<SealingKey> previous) {
        this.current = current;
        previous.forEach(key -> byId.put(key.id(), key));
        if (current != null) {
            byId.put(current.id(), current);
        }
    }

    /** Of the texts in the configuration, which have been checked. */
    public static KeyVault of(@Nullable Secret current, List<Secret> previous) {
        return new KeyVault(
                current == null ? null : SealingKey.parse(current),
                previous.stream().map(SealingKey::parse).toList());
    }

    /** Under a key that nobody else will ever know, for values that end with the process. */
    public static KeyVault ofThisProcess() {
        byte[] key = new byte[SealingKey.BYTES];
        new SecureRandom().nextBytes(key);
        return of(new Secret(Base64.getEncoder().encodeToString(key)), List.of());
    }

    /** Why nothing can be sealed; empty when it can. */
    public Optional<String> whyNot() {
        return current == null ? Optional.of(NO_KEY) : Optional.empty();
    }

    /** Whether a value is sealed under the current key. */
    public boolean isCurrent(String sealed) {
        return current != null && sealed.startsWith(VERSION + ":" + current.id() + ":");
    }

    /** @throws SealException when there is no current key */
    public String seal(String provider, String name, Secret value) {
        if (current == null) {
            throw new SealException(NO_KEY);
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] text = value.value().getBytes(StandardCharsets.UTF_8);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, current, nonce, context(provider, name));
            ByteBuffer sealed = ByteBuffer.allocate(NONCE_BYTES + text.length + TAG_BYTES)
                    .put(nonce)
                    .put(cipher.doFinal(text));
            return VERSION + ":" + current.id() + ":" + Base64.getEncoder().encodeToString(sealed.array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CIPHER, e);
        }
    }

    /** @throws SealException when the text was not sealed for these names under a key that is known */
    public Secret unseal(String provider, String name, String sealed) {
        String[] parts = sealed.split(":", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new SealException("what is stored has not the form v1:<key id>:<Base64>");
        }
        SealingKey key = byId.get(parts[1]);
        if (key == null) {
            throw new SealException("encrypted under the key " + printable(parts[1])
                    + ", which is neither store.encryption_key nor among store.previous_encryption_keys");
        }
        byte[] bytes = decode(parts[2]);
        try {
            byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, context(provider, name));
            return new Secret(
                    new String(cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES), StandardCharsets.UTF_8));
        } catch (AEADBadTagException e) {
            throw new SealException("what is stored was changed, or belongs to another key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + CIPHER, e);
        }
    }

    private static byte[] decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new SealException("what is stored is not Base64");
        }
        if (bytes.length < NONCE_BYTES + TAG_BYTES) {
            throw new SealException("what is stored is too short");
        }
        return bytes;
    }

    private static Cipher cipher(int mode, SealingKey key, byte[] nonce, byte[] context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key.aes(), new GCMParameterSpec(TAG_BYTES * 8, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    /** The two names, with the length of the first so that no other pair reads the same. */
    private static byte[] context(String provider, String name) {
        return (provider.length() + ":" + provider + name).getBytes(StandardCharsets.UTF_8);
    }

    /** Of a text that may be anything: it goes into logs. */
    private static String printable(String id) {
        return id.matches("[0-9a-f]{8}") ? id : "(no key id)";
    }
}
