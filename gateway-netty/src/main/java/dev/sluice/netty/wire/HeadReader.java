package dev.sluice.netty.wire;

import static dev.sluice.netty.wire.Headers.refusal;

import dev.sluice.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a message line by line, from as many reads as it takes: copies it into {@link Headers} and shows
 * each complete line to the rules of requests or answers. Lines end with CR LF and nothing else. A verdict depends on
 * the bytes alone, never on how they were cut into reads, and the time spent is linear in them. Borrows the buffers it
 * reads.
 */
final class HeadReader {
    /** How far the head has come. */
    enum Progress {
        MORE,
        COMPLETE,
        BROKEN
    }

    /** How large a head may be: the start line and the whole in bytes, the header lines in number. */
    record Limits(int startLine, int head, int headers) {}

    /** What a start line and the headers must look like; each method says what is wrong, or null. */
    interface Rules {
        void reset();

        @Nullable
        Failure startLine(int from, int to);

        @Nullable
        Failure header(int i);

        @Nullable
        Failure complete();

        /** How many empty lines may precede the start line. */
        int emptyLines();
    }

    private static final int BLOCK = 1024;
    private static final Failure BARE_LF = refusal("a line does not end with CR LF");
    private static final Failure EMPTY_START = refusal("the start line is missing");
    private static final Failure LINE_TOO_LONG = Failure.of(Failure.Code.URI_TOO_LONG, "the request line is too long");
    private static final Failure HEAD_TOO_LARGE =
            Failure.of(Failure.Code.HEADERS_TOO_LARGE, "the header section is too large");
    private static final Failure TOO_MANY_HEADERS =
            Failure.of(Failure.Code.HEADERS_TOO_LARGE, "there are too many header lines");

    private final Headers headers;
    private final Rules rules;
    private final Limits limits;
    private int line;
    private int scanned;
    private int emptyLines;
    private boolean started;
    private boolean complete;
    private @Nullable Failure failure;

    HeadReader(Headers headers, Rules rules, Limits limits) {
        this.headers = headers;
        this.rules = rules;
        this.limits = limits;
    }

    void reset() {
        headers.clear();
        rules.reset();
        line = 0;
        scanned = 0;
        emptyLines = 0;
        started = false;
        complete = false;
    }

    /** Whether nothing of a message but tolerated empty lines has been read. */
    boolean empty() {
        return !started && line == headers.filled();
    }

    /** What is wrong, once {@link #read} has said so. */
    @Nullable
    Failure failure() {
        return failure;
    }

    /** Reads on; on {@link Progress#COMPLETE} the reader index stands behind the head. */
    Progress read(ByteBuf in) {
        while (true) {
            int before = headers.filled();
            int copied = headers.append(in, Math.min(BLOCK, limits.head - before));
            failure = lines();
            if (failure != null) {
                return Progress.BROKEN;
            }
            if (complete) {
                in.skipBytes(line - before);
                return Progress.COMPLETE;
            }
            in.skipBytes(copied);
            if (!in.isReadable()) {
                return Progress.MORE;
            }
        }
    }

    private @Nullable Failure lines() {
        byte[] bytes = headers.bytes();
        int filled = headers.filled();
        while (!complete) {
            int lf = Ascii.find(bytes, scanned, filled, Ascii.LF);
            Failure problem = lf == filled ? tooLong(filled) : line(bytes, lf);
            if (problem != null || lf == filled) {
                scanned = filled;
                return problem;
            }
            line = lf + 1;
            scanned = line;
        }
        return null;
    }

    /** Whether a line whose LF stands at {@code lf}, or nowhere before it, is beyond a limit. */
    private @Nullable Failure tooLong(int lf) {
        if (!started && lf - line > limits.startLine + 1) {
            return LINE_TOO_LONG;
        }
        return lf >= limits.head ? HEAD_TOO_LARGE : null;
    }

    private @Nullable Failure line(byte[] bytes, int lf) {
        Failure problem = tooLong(lf);
        if (problem != null) {
            return problem;
        }
        int cr = lf - 1;
        if (cr < line || bytes[cr] != Ascii.CR) {
            return BARE_LF;
        }
        if (cr == line) {
            return emptyLine();
        }
        if (!started) {
            started = true;
            return rules.startLine(line, cr);
        }
        if (headers.count() == limits.headers) {
            return TOO_MANY_HEADERS;
        }
        problem = headers.add(line, cr);
        return problem != null ? problem : rules.header(headers.count() - 1);
    }

    private @Nullable Failure emptyLine() {
        if (!started) {
            return emptyLines++ < rules.emptyLines() ? null : EMPTY_START;
        }
        complete = true;
        return rules.complete();
    }
}
