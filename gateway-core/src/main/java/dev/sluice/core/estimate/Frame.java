package dev.sluice.core.estimate;

import dev.sluice.core.request.ByteRuns;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What stands around the one text of an event. The events of a stream mostly differ in nothing but that: where the next
 * one has the same around it, it need not be scanned to find its text. Used by one thread.
 */
final class Frame {

    /** Longer events are not worth it. */
    private static final int MOST = 2048;

    private byte[] bytes = new byte[0];

    /** How many of them stand before the text, its quote included; 0: nothing is known. */
    private int before;

    /** And behind it, from its quote on. */
    private int behind;

    /** Takes the text of an event that is framed alike; false, and nothing is taken, where it is not. */
    boolean takes(ByteBuffer event, int from, int to, TextSample into) {
        if (before == 0 || to - from < before + behind || !same(event, from, before, 0)) {
            return false;
        }
        int start = from + before;
        int end = ByteRuns.quoted(event, start, to);
        while (end < to && event.get(end) == '\\') {
            end = ByteRuns.quoted(event, Math.min(end + 2, to), to);
        }
        if (to - end != behind || !same(event, end, behind, before)) {
            return false;
        }
        into.take(event, start, end);
        return true;
    }

    private boolean same(ByteBuffer event, int from, int length, int at) {
        int start = event.arrayOffset() + from;
        return Arrays.equals(event.array(), start, start + length, bytes, at, at + length);
    }

    /** Learns from an event that has been scanned. */
    void learn(TextScan scan, byte[] event, int from, int to) {
        before = 0;
        if (scan.taken() != 1 || to - from > MOST) {
            return;
        }
        behind = to - scan.takenTo();
        int length = scan.takenFrom() - from;
        if (bytes.length < length + behind) {
            bytes = new byte[length + behind];
        }
        System.arraycopy(event, from, bytes, 0, length);
        System.arraycopy(event, scan.takenTo(), bytes, length, behind);
        before = length;
    }
}
