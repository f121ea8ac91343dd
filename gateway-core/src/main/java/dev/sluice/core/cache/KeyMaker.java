package dev.sluice.core.cache;

import dev.sluice.core.request.Endpoint;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes what a request is looked up under: SHA-256 of who asks, of what else decides about the answer, and of the body
 * in its canonical form. Nothing of a body is left out, whether it is known here or not. First {@link #begin}, then
 * what is told of the request, then {@link #body}. Single-threaded, and used again and again.
 */
public final class KeyMaker {

    /** A longer body is not looked up: an event loop reads it. */
    public static final int MOST_BODY = 512 * 1024;

    /** A longer turn is compared with no other. */
    private static final int MOST_TURN = 32 * 1024;

    /** Another way to make keys has another number: no entry that was kept is found by it. */
    private static final byte FORMAT = 1;

    /** No length. */
    private static final int NO_MORE = -1;

    private final Bytes all = new Bytes();
    private final Bytes raw = new Bytes();
    private final byte[] digest = new byte[Digest.BYTES];
    private final LastTurn turn = new LastTurn();
    private final CanonicalBody canonical = new CanonicalBody(turn);
    private final MessageDigest sha;
    private int body;

    public KeyMaker() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Begins with a request. */
    public void begin(Endpoint endpoint, Asker asker, String model) {
        begin(endpoint);
        all.put(FORMAT);
        all.put((byte) endpoint.ordinal());
        text(asker.owner());
        text(asker.role());
        text(model);
    }

    /** Begins with a request of which that was told which {@link #told} gave: its body is next. */
    public void begin(Endpoint endpoint, Told told) {
        begin(endpoint);
        all.put(told.bytes(), 0, told.bytes().length);
    }

    private void begin(Endpoint endpoint) {
        all.clear();
        turn.begin(endpoint);
    }

    /**
     * All that was told of a request before its body.
     *
     * @param configuration the version of the configuration that the request has
     */
    public Told told(long configuration) {
        return new Told(Arrays.copyOf(all.array(), all.size()), configuration);
    }

    /** Something else that decides about the answer; where there may be more or fewer, {@link #end} follows. */
    public void text(String text) {
        all.putText(text);
    }

    /** The same, as bytes. */
    public void bytes(byte[] from, int at, int length) {
        all.putInt(length);
        all.put(from, at, length);
    }

    /** A name in whatever letters. */
    public void name(byte[] from, int at, int length) {
        all.putInt(length);
        for (int i = at; i < at + length; i++) {
            byte letter = from[i];
            all.put(letter >= 'A' && letter <= 'Z' ? (byte) (letter | 0x20) : letter);
        }
    }

    /** The same, as a digest. */
    public void digest(@Nullable Digest other) {
        if (other == null) {
            all.putInt(0);
            return;
        }
        all.putInt(Digest.BYTES);
        other.write(digest, 0);
        all.put(digest, 0, Digest.BYTES);
    }

    /** Of what may be more or fewer there is no more. */
    public void end() {
        all.putInt(NO_MORE);
    }

    /** The body, which is well-formed; false: it is none that can be looked up. */
    public boolean body(List<ByteBuffer> parts) {
        body = all.size();
        raw.clear();
        raw.put(parts);
        return canonical.write(raw, all);
    }

    /** What the request is looked up under. */
    public CacheKey key() {
        Digest partition = digestOf(all);
        partition.write(digest, 0);
        sha.update(digest, 0, Digest.BYTES);
        return new CacheKey(partition, digestOf(turn.text()));
    }

    /** What keeps answers to similar requests apart. */
    public Traits traits() {
        return TraitScan.of(all.array(), body, turn);
    }

    /** The text of the last turn; null where there is none that can be compared. */
    public @Nullable String lastTurn() {
        return turn.words(MOST_TURN);
    }

    private Digest digestOf(Bytes bytes) {
        sha.update(bytes.array(), 0, bytes.size());
        try {
            sha.digest(digest, 0, Digest.BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("there is room for it", e);
        }
        return Digest.of(digest, 0);
    }
}
