package dev.sluice.loads.providers;

import dev.sluice.loads.http.Ending;
import java.util.zip.CRC32;

/**
 * One request of the {@link Traffic}, when it is over. Instants are those of {@link System#nanoTime}.
 *
 * @param firstNanos when the first bytes of the answer's body came; that of the end when none did
 * @param status 0 when no head came
 * @param length of the answer's body
 * @param checksum of the body, CRC-32
 */
record Visit(
        int number,
        long sentNanos,
        long firstNanos,
        long endNanos,
        Ending ending,
        int status,
        long length,
        long checksum) {

    long totalNanos() {
        return endNanos - sentNanos;
    }

    long firstOutputNanos() {
        return firstNanos - sentNanos;
    }

    /** Whether it was sent in this window. */
    boolean in(Window window) {
        return sentNanos - window.fromNanos() >= 0 && sentNanos - window.toNanos() < 0;
    }

    /** Whether it is a success of this length and checksum. */
    boolean is(Expected expected) {
        return status == 200
                && ending == Ending.COMPLETE
                && length == expected.length()
                && checksum == expected.checksum();
    }

    /** A span of time, in which requests are sent. */
    record Window(long fromNanos, long toNanos) {}

    /** A right answer's length and CRC-32. */
    record Expected(long length, long checksum) {

        static Expected of(byte[] body) {
            CRC32 checksum = new CRC32();
            checksum.update(body);
            return new Expected(body.length, checksum.getValue());
        }
    }
}
