package dev.sluice.netty.simulate;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What goes wrong with an answer, and where. A fault inside the body always shows: one that would come after the last
 * event comes just before it.
 *
 * @param after how many events of a stream, or pieces of a unary body, go out whole before it
 * @param bytes {@code cut}: how many bytes of the next event still go out; {@code truncate}: how many are missing
 * @param every only each so many-th request that carries this fault fails
 * @param holdNanos {@code stall}: how long the connection stays open
 * @param status {@code status}: the status
 * @param retryAfter {@code status}: the {@code retry-after} header's value, in seconds; empty: none
 */
public record Fault(Kind kind, int after, int bytes, int every, long holdNanos, int status, String retryAfter) {

    /** Nothing goes wrong. */
    public static final Fault NONE = new Fault(Kind.NONE, 0, 0, 1, TimeUnit.MINUTES.toNanos(10), 500, "");

    static final int MAX_AFTER = 10_000_000;

    /** The ways to fail; the script's word for each is its name in lower case with dashes. */
    public enum Kind {
        /** Nothing goes wrong. */
        NONE(0),
        /** An error status with an error body. */
        STATUS(0),
        /** Closes before the head. */
        CLOSE(0),
        /** Closes inside the body: at an event's end, or {@code bytes} bytes into the next event. */
        CUT(3),
        /** Falls silent, with the connection open: before the head with {@code after} 0, else inside the body. */
        STALL(3),
        /** Answers with bytes that are not HTTP, then closes. */
        GARBAGE(0),
        /** Writes a chunk size that is none, then closes; a unary body is chunked for it. */
        GARBAGE_CHUNK(3),
        /** Resets the connection (RST): before the head with {@code after} 0, else inside the body. */
        RESET(0),
        /** Ends the stream with an error event and a proper last chunk; a unary request gets status 500. */
        ERROR_EVENT(3),
        /**
         * Sends the whole body under a head that promises more ({@code content-length} too high, or no last chunk),
         * then closes.
         */
        TRUNCATE(0);

        private final int defaultAfter;

        Kind(int defaultAfter) {
            this.defaultAfter = defaultAfter;
        }

        int defaultAfter() {
            return defaultAfter;
        }

        /** The script's word for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public Fault {
        if (after < 0 || after > MAX_AFTER || bytes < 0 || bytes > Payload.MAX_BYTES || every < 1) {
            throw new IllegalArgumentException("fault-after, fault-bytes or fail-every is out of its range");
        }
        if (holdNanos < 0 || holdNanos > Pace.MAX_NANOS) {
            throw new IllegalArgumentException("fault-hold is from 0 to 10m");
        }
        if (status < 300 || status > 599) {
            throw new IllegalArgumentException("status is from 300 to 599");
        }
    }

    /** Whether it comes instead of the head. */
    boolean beforeHead() {
        return switch (kind) {
            case CLOSE, GARBAGE -> true;
            case STALL, RESET -> after == 0;
            default -> false;
        };
    }

    /** Whether it comes inside the body. */
    boolean insideBody() {
        return switch (kind) {
            case CUT, GARBAGE_CHUNK, ERROR_EVENT -> true;
            case STALL, RESET -> after > 0;
            default -> false;
        };
    }
}
