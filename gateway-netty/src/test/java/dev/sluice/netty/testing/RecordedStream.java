package dev.sluice.netty.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A chat stream as a provider sent it, in chunks, and what of it has arrived after any number of its bytes. Immutable.
 */
public final class RecordedStream {

    /** The event that a gateway hides which asked for it on its own. */
    public static final String USAGE = event("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}");

    public static final String DONE = event("[DONE]");

    private static final List<String> EVENTS = List.of(
            delta("{\"role\":\"assistant\",\"content\":\"\"}", "null"),
            delta("{\"content\":\"Grüße\"}", "null"),
            delta("{\"content\":\", Welt\"}", "null"),
            delta("{}", "\"stop\""),
            USAGE,
            DONE);
    private static final int FIRST_OUTPUT = 1;

    private final byte[] wire;
    private final int headLength;
    /** For each byte of the wire: how many bytes of the body have arrived with it. */
    private final int[] bodyBytes;

    private final byte[] body;

    private RecordedStream(List<byte[]> chunks) {
        byte[] head = ("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
                .getBytes(UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        List<Integer> counts = new ArrayList<>();
        bytes.writeBytes(head);
        for (byte[] chunk : chunks) {
            bytes.writeBytes((Integer.toHexString(chunk.length) + "\r\n").getBytes(UTF_8));
            fill(counts, bytes.size(), data.size());
            for (byte b : chunk) {
                bytes.write(b);
                data.write(b);
                counts.add(data.size());
            }
            bytes.writeBytes("\r\n".getBytes(UTF_8));
        }
        bytes.writeBytes("0\r\n\r\n".getBytes(UTF_8));
        fill(counts, bytes.size(), data.size());
        this.wire = bytes.toByteArray();
        this.headLength = head.length;
        this.body = data.toByteArray();
        this.bodyBytes = counts.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Each event in a chunk of its own, as providers send it. */
    public static RecordedStream eventByEvent() {
        return new RecordedStream(
                EVENTS.stream().map(event -> event.getBytes(UTF_8)).toList());
    }

    /** In chunks of so many bytes, which know nothing of events. */
    public static RecordedStream inChunksOf(int size) {
        byte[] all = String.join("", EVENTS).getBytes(UTF_8);
        List<byte[]> chunks = new ArrayList<>();
        for (int from = 0; from < all.length; from += size) {
            chunks.add(Arrays.copyOfRange(all, from, Math.min(all.length, from + size)));
        }
        return new RecordedStream(chunks);
    }

    /** All bytes on the wire. */
    public byte[] wire() {
        return wire.clone();
    }

    /** The first bytes on the wire. */
    public byte[] wire(int length) {
        return Arrays.copyOf(wire, length);
    }

    /** How long the head is, its empty line included. */
    public int headLength() {
        return headLength;
    }

    /** The whole body. */
    public String body() {
        return new String(body, UTF_8);
    }

    /** The bytes of the body that have arrived after so many bytes on the wire. */
    public byte[] bodyAfter(int wireBytes) {
        return Arrays.copyOf(body, wireBytes == 0 ? 0 : bodyBytes[wireBytes - 1]);
    }

    /** The whole events that have arrived after so many bytes on the wire. */
    public List<String> eventsAfter(int wireBytes) {
        int arrived = bodyAfter(wireBytes).length;
        int end = 0;
        int count = 0;
        while (count < EVENTS.size() && end + EVENTS.get(count).getBytes(UTF_8).length <= arrived) {
            end += EVENTS.get(count).getBytes(UTF_8).length;
            count++;
        }
        return EVENTS.subList(0, count);
    }

    /** Whether the first output has arrived whole after so many bytes on the wire. */
    public boolean outputAfter(int wireBytes) {
        return eventsAfter(wireBytes).size() > FIRST_OUTPUT;
    }

    /** Whether what has arrived after so many bytes on the wire ends with an event. */
    public boolean boundaryAfter(int wireBytes) {
        int whole = String.join("", eventsAfter(wireBytes)).getBytes(UTF_8).length;
        return bodyAfter(wireBytes).length == whole;
    }

    private static void fill(List<Integer> counts, int until, int value) {
        while (counts.size() < until) {
            counts.add(value);
        }
    }

    private static String delta(String delta, String finish) {
        return event("{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":" + finish + "}],\"usage\":null}");
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }
}
