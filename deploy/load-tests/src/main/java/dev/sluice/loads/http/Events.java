package dev.sluice.loads.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Looks for the ends of events in a stream whose lines end in LF, as the simulated provider writes them. */
public final class Events {

    private Events() {}

    /** Where the event that begins here ends, its blank line included; -1 when it does not. */
    public static int end(byte[] stream, int from) {
        for (int i = from + 1; i < stream.length; i++) {
            if (stream[i] == '\n' && stream[i - 1] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    /** Whether an event ends right before this offset. */
    public static boolean isBoundary(byte[] stream, int offset) {
        return offset == 0 || (offset >= 2 && stream[offset - 1] == '\n' && stream[offset - 2] == '\n');
    }

    /** The value of an event's data line, or all of it where there is none. */
    public static String data(byte[] stream, int from, int to) {
        String event = new String(stream, from, to - from, StandardCharsets.UTF_8);
        int data = event.indexOf("data:");
        return data < 0 ? event : event.substring(data + 5).strip();
    }

    /** The stream without the event that reports nothing but the usage. */
    public static byte[] withoutUsage(byte[] stream) {
        int from = 0;
        for (int to = end(stream, 0); to >= 0; to = end(stream, from)) {
            if (isUsage(data(stream, from, to))) {
                byte[] without = Arrays.copyOf(stream, stream.length - (to - from));
                System.arraycopy(stream, to, without, from, stream.length - to);
                return without;
            }
            from = to;
        }
        return stream;
    }

    private static boolean isUsage(String data) {
        return data.contains("\"choices\":[]") && data.contains("\"usage\":{");
    }
}
