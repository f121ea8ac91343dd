package dev.sluice.core.cache;

import java.util.zip.CRC32C;

/**
 * The bytes of an answer's body, as a client got them. Nobody changes its arrays.
 *
 * @param contentType the header's value
 * @param events whether it is a stream, to be told as one
 * @param writes how many bytes each write had, in order, where the body came bit by bit; empty: at once
 * @param gapsMicros how long after the write before, or after the request, each of them came
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody; the bytes are shared, not copied.
public record Answer(String contentType, boolean events, byte[] body, int[] writes, int[] gapsMicros) {

    /** Of a body that came at once. */
    public static Answer whole(String contentType, byte[] body) {
        return new Answer(contentType, false, body, new int[0], new int[0]);
    }

    /** CRC-32C of the body. */
    public int checksum() {
        CRC32C sum = new CRC32C();
        sum.update(body);
        return (int) sum.getValue();
    }

    /** Bytes of memory that it takes, about. */
    long weight() {
        return body.length + 8L * writes.length + contentType.length() + 120;
    }
}
