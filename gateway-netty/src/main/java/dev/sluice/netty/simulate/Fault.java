package dev.sluice.netty.simulate;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What goes wrong with an answer, where, and how often. A fault inside the body always shows: one that would come after
 * the last event comes just before it.
 *
 * @param bytes {@code cut}: how many bytes of the next event still go out; {@code truncate}: how many are missing
 * @param recurrence which of the requests that carry it fail
 * @param holdNanos {@code stall}: how long the connection stays open
 * @param answer what is answered, where it answers
 */
public record Fault(Kind kind, Place place, int bytes, Recurrence recurrence, long holdNanos, ErrorAnswer answer) {

    /** Nothing goes wrong. */
    public static final Fault NONE = new Fault(
            Kind.NONE, Place.after(0), 0, Recurrence.ALWAYS, TimeUnit.MINUTES.toNanos(10), ErrorAnswer.of(500));

    /** The ways to fail; the script's word for each is its name in lower case with dashes. */
    public enum Kind {
        NONE(0, 500, "nothing goes wrong"),
        STATUS(0, 500, "an error status with the error body of OpenAI"),
        QUOTA(0, 429, "429 insufficient_quota"),
        CONTEXT(0, 400, "400 context_length_exceeded"),
        WRONG_TYPE(0, 200, "a page of text/html, with status 200 or --status"),
        CLOSE(0, 500, "closes before the head"),
        CUT(3, 500, "closes inside the body: at an event's end, or --fault-bytes into the next event"),
        STALL(
                3,
                500,
                "falls silent with the connection open: before the head with --fault-after 0, else inside the body"),
        GARBAGE(0, 500, "answers with bytes that are not HTTP, then closes"),
        GARBAGE_CHUNK(3, 500, "writes a chunk size that is none, then closes; a unary body is chunked for it"),
        RESET(0, 500, "resets the connection: before the head with --fault-after 0, else inside the body"),
        ERROR_EVENT(3, 500, "ends the stream with an error event and a proper last chunk; unary: an error status"),
        CREATED_ERROR(1, 500, "error-event before any output: behind the role, or behind response.created"),
        CREATED_FAILED(1, 500, "created-error, with response.failed in place of error"),
        TRUNCATE(0, 500, "sends the whole body under a head that promises more, then closes");

        private final int defaultAfter;
        private final int defaultStatus;
        private final String meaning;

        Kind(int defaultAfter, int defaultStatus, String meaning) {
            this.defaultAfter = defaultAfter;
            this.defaultStatus = defaultStatus;
            this.meaning = meaning;
        }

        Place defaultPlace() {
            return Place.after(defaultAfter);
        }

        int defaultStatus() {
            return defaultStatus;
        }

        /** The script's word for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** What it does, for people. */
        String meaning() {
            return meaning;
        }

        /** Whether its status can be chosen. */
        boolean takesStatus() {
            return this == STATUS || this == WRONG_TYPE || insideStream();
        }

        /** Whether it says something: an error, with headers where it has a head of its own. */
        boolean answers() {
            return takesStatus() || this == QUOTA || this == CONTEXT;
        }

        /** Whether it is an event of a stream; a unary request gets an error status instead. */
        boolean insideStream() {
            return this == ERROR_EVENT || beforeOutput();
        }

        /** Whether it comes before the first output, wherever it is placed. */
        boolean beforeOutput() {
            return this == CREATED_ERROR || this == CREATED_FAILED;
        }
    }

    public Fault {
        if (bytes < 0 || bytes > Payload.MAX_BYTES) {
            throw new IllegalArgumentException("fault-bytes is from 0 to 64MiB");
        }
        if (holdNanos < 0 || holdNanos > Pace.MAX_NANOS) {
            throw new IllegalArgumentException("fault-hold is from 0 to 10m");
        }
    }

    /** Whether it comes instead of the head. */
    boolean beforeHead() {
        return switch (kind) {
            case CLOSE, GARBAGE -> true;
            case STALL, RESET -> place.isStart();
            default -> false;
        };
    }

    /** Whether it comes inside the body. */
    boolean insideBody() {
        return switch (kind) {
            case CUT, GARBAGE_CHUNK -> true;
            case STALL, RESET -> !place.isStart();
            default -> kind.insideStream();
        };
    }

    /** The piece of a body of {@code count} before which it comes, where {@code lead} pieces lead in. */
    int piece(int lead, int count) {
        int piece = place.piece(lead);
        return Math.min(kind.beforeOutput() ? Math.min(piece, lead) : piece, count - 1);
    }
}
