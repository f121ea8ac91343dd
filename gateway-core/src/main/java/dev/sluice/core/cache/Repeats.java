package dev.sluice.core.cache;

import dev.sluice.core.request.RequestPeek;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What was asked and found lately, byte by byte. Whoever asks the same in the same bytes needs no look into the body,
 * no canonical form of it, and no SHA-256. Only where every byte is equal something is given; a sum just says where to
 * look. Bounded; single-threaded. A purge of the caches empties it, for it knows the words of questions.
 */
public final class Repeats {

    /** What is longer is not remembered. */
    static final int MOST_BYTES = 8 * 1024;

    private static final int SLOTS = 256;

    private final @Nullable Body[] bodies = new @Nullable Body[SLOTS];
    private final @Nullable Known[] questions = new @Nullable Known[SLOTS];
    private final CRC32C crc = new CRC32C();
    private int epoch;

    /** A body that came before. All requests that have it share what was seen in it, which changes no more. */
    public static final class Body {

        private final ByteBuffer bytes;
        private final int sum;
        private final RequestPeek peek;

        private Body(byte[] bytes, int sum, RequestPeek peek) {
            this.bytes = ByteBuffer.wrap(bytes);
            this.sum = sum;
            this.peek = peek;
        }

        /** The look into it, which has come to its end and must not be begun anew. */
        public RequestPeek peek() {
            return peek;
        }

        private boolean is(List<ByteBuffer> parts) {
            int at = 0;
            for (int i = 0; i < parts.size(); i++) {
                ByteBuffer part = parts.get(i);
                int length = part.remaining();
                if (length > bytes.capacity() - at
                        || !bytes.limit(at + length).position(at).equals(part)) {
                    return false;
                }
                at += length;
            }
            return at == bytes.capacity();
        }
    }

    /**
     * What a question came to.
     *
     * @param lastTurn as {@link Question#lastTurn}
     */
    public record Asked(
            CacheKey key, Traits traits, @Nullable String lastTurn) {

        /** That of a question. */
        public static Asked of(Question question) {
            return new Asked(question.key(), question.traits(), question.lastTurn());
        }

        /** Without the words, so that they are never logged. */
        @Override
        public String toString() {
            return key.exact().id();
        }
    }

    private record Known(Body body, Told told, Asked asked) {}

    /** The same body, as it came before; null where it is not known. */
    public @Nullable Body body(List<ByteBuffer> parts) {
        if (length(parts) > MOST_BYTES) {
            return null;
        }
        int sum = sum(parts);
        Body known = bodies[sum & SLOTS - 1];
        return known != null && known.sum == sum && known.is(parts) ? known : null;
    }

    /** What it came to when the same was told of a request with this body; null where that is not known. */
    @SuppressWarnings("ReferenceEquality") // It is about the very same object.
    public @Nullable Asked asked(Body body, Told told) {
        Known known = questions[slot(body, told)];
        return known != null && known.body == body && known.told.equals(told) ? known.asked : null;
    }

    /**
     * Remembers a body in place of another one; null where it is too long.
     *
     * @param peek which has read it to its end, and is now shared
     */
    public @Nullable Body keep(List<ByteBuffer> parts, RequestPeek peek) {
        int length = length(parts);
        if (length > MOST_BYTES) {
            return null;
        }
        byte[] bytes = new byte[length];
        int at = 0;
        for (ByteBuffer part : parts) {
            part.get(part.position(), bytes, at, part.remaining());
            at += part.remaining();
        }
        Body body = new Body(bytes, sum(parts), peek);
        bodies[body.sum & SLOTS - 1] = body;
        return body;
    }

    /** Remembers what a question came to, in place of another one. */
    public void keep(Body body, Told told, Asked asked) {
        questions[slot(body, told)] = new Known(body, told, asked);
    }

    /** Forgets all that was asked. What comes back to it afterwards is known no more. */
    public void forget() {
        Arrays.fill(bodies, null);
        Arrays.fill(questions, null);
        epoch++;
    }

    /** How often all was forgotten. */
    public int epoch() {
        return epoch;
    }

    private static int slot(Body body, Told told) {
        return (body.sum ^ told.hashCode()) & SLOTS - 1;
    }

    private static int length(List<ByteBuffer> parts) {
        long length = 0;
        for (int i = 0; i < parts.size(); i++) {
            length += parts.get(i).remaining();
        }
        return (int) Math.min(Integer.MAX_VALUE, length);
    }

    private int sum(List<ByteBuffer> parts) {
        crc.reset();
        for (int i = 0; i < parts.size(); i++) {
            ByteBuffer part = parts.get(i);
            int from = part.position();
            crc.update(part);
            part.position(from);
        }
        return (int) crc.getValue();
    }
}
