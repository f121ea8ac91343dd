package dev.sluice.netty.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DateFormatter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;

/**
 * The head of an answer in the making, in an array that is used again and again: it is copied once into the buffer that
 * goes out, and not line by line. Owned by an event loop, and empty between two answers.
 */
public final class AnswerHead {

    private static final int INITIAL_BYTES = 1024;
    private static final long SECOND = 1000;
    private static final byte[] DATE = "date: ".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;
    private byte[] dateLine = {};
    private long dateSecond = -1;

    /** Begins with a status line with the usual reason; 100 to 999. */
    public AnswerHead begin(int status) {
        length = 0;
        return put(HeadWriter.statusLine(status));
    }

    public int length() {
        return length;
    }

    /** Writes all of it. */
    public void writeTo(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
    }

    public AnswerHead put(byte[] text) {
        return put(text, 0, text.length);
    }

    /** Bytes of a parsed head. */
    public AnswerHead put(byte[] from, int start, int count) {
        ensure(count);
        System.arraycopy(from, start, bytes, length, count);
        length += count;
        return this;
    }

    /** Text of which what is not ASCII becomes a question mark. */
    public AnswerHead ascii(String text) {
        return put(text, 0, 0x7f);
    }

    /** The same, and line ends and the like do, too. */
    public AnswerHead printable(String text) {
        return put(text, 0x20, 0x7e);
    }

    /** Text as it came in a header line: of ISO 8859-1. */
    public AnswerHead latin1(String text) {
        return put(text, 0, 0xff);
    }

    private AnswerHead put(String text, int first, int last) {
        int count = text.length();
        ensure(count);
        for (int i = 0; i < count; i++) {
            char each = text.charAt(i);
            bytes[length + i] = each >= first && each <= last ? (byte) each : (byte) '?';
        }
        length += count;
        return this;
    }

    /** A number from 0 in decimal digits. */
    public AnswerHead decimal(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("negative: " + number);
        }
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        ensure(digits);
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** A header line of a parsed head, as it came. */
    public AnswerHead line(Headers headers, int i) {
        int from = headers.nameStart(i);
        return put(headers.bytes(), from, headers.valueEnd(i) - from).end();
    }

    /** The line that tells when; made once a second. */
    public AnswerHead date(long epochMillis) {
        long second = Math.floorDiv(epochMillis, SECOND);
        if (second != dateSecond) {
            dateLine = (DateFormatter.format(new Date(epochMillis)) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            dateSecond = second;
        }
        return put(DATE).put(dateLine);
    }

    /** Ends a line, and a head. */
    public AnswerHead end() {
        return put(HeadWriter.CRLF);
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
