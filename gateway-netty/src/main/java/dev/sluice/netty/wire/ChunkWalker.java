package dev.sluice.netty.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Follows the framing of a chunked body in place (RFC 9112, section 7.1): tells where the data stands in each read and
 * where the body ends; moves and copies nothing. Sizes, extensions and trailers are parsed strictly, within bounds, one
 * byte at a time, so that it does not matter how they were cut into reads. Borrows the buffers it walks.
 */
final class ChunkWalker {
    private enum State {
        SIZE_START,
        SIZE,
        EXTENSION_BLANK,
        EXTENSION_NAME_START,
        EXTENSION_NAME,
        EXTENSION_NAME_BLANK,
        EXTENSION_VALUE_START,
        EXTENSION_VALUE,
        EXTENSION_QUOTED,
        EXTENSION_QUOTED_PAIR,
        EXTENSION_VALUE_END,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER_NAME,
        TRAILER_VALUE,
        TRAILER_LF,
        LAST_LF,
        DONE,
        BROKEN
    }

    private static final int MAX_DIGITS = 16;
    private static final int MAX_EXTENSION = 256;
    private static final int MAX_TRAILERS = 8192;

    private State state = State.SIZE_START;
    private long size;
    private int digits;
    private int extension;
    private int trailers;
    private boolean extended;
    private boolean last;
    private int end;
    private @Nullable String broken;

    void reset() {
        state = State.SIZE_START;
        digits = 0;
        size = 0;
        trailers = 0;
        last = false;
        broken = null;
    }

    boolean done() {
        return state == State.DONE;
    }

    /** What is wrong with the framing, once something is. */
    @Nullable
    String broken() {
        return broken;
    }

    /** Where the last walk's chunks ended: before the last chunk, if it saw that begin, else where it stopped. */
    int end() {
        return end;
    }

    /**
     * Walks over what is readable and puts down where the data stands. Returns where it stopped: at the end of what is
     * readable, behind the last chunk and its trailers, or at the byte that is wrong. The ranges are verbatim if the
     * read up to there, less the last chunk, is whole chunks without extensions.
     */
    int walk(ByteBuf in, Ranges data) {
        data.clear();
        extended = false;
        boolean whole = state == State.SIZE_START;
        int at = in.readerIndex();
        int to = in.writerIndex();
        int line = at;
        while (at < to && state != State.DONE && state != State.BROKEN) {
            if (state == State.DATA) {
                at = data(at, to, data);
                continue;
            }
            if (state == State.SIZE_START) {
                line = at;
            }
            state = step(in.getByte(at));
            at += state == State.BROKEN ? 0 : 1;
        }
        end = last ? line : at;
        if (whole && !extended && (last ? data.size() > 0 : state == State.SIZE_START)) {
            data.markVerbatim();
        }
        return at;
    }

    private int data(int at, int to, Ranges data) {
        int end = (int) Math.min(to, at + size);
        data.add(at, end);
        size -= end - at;
        if (size == 0) {
            state = State.DATA_CR;
        }
        return end;
    }

    private State step(byte b) {
        return switch (state) {
            case SIZE_START, SIZE -> size(b);
            case SIZE_LF -> sizeEnd(b);
            case DATA_CR -> b == Ascii.CR ? State.DATA_LF : breaks("chunk data is longer than its size");
            case DATA_LF -> b == Ascii.LF ? State.SIZE_START : breaks("chunk data does not end with CR LF");
            case TRAILER_START, TRAILER_NAME, TRAILER_VALUE, TRAILER_LF, LAST_LF -> trailer(b);
            default -> ++extension > MAX_EXTENSION ? breaks("chunk extensions are too long") : extension(b);
        };
    }

    private State size(byte b) {
        int digit = Ascii.hex(b);
        if (digit >= 0) {
            if (state == State.SIZE_START) {
                size = 0;
                digits = 0;
            }
            size = size << 4 | digit;
            return ++digits > MAX_DIGITS || size < 0 ? breaks("a chunk size is too large") : State.SIZE;
        }
        if (state == State.SIZE_START) {
            return breaks("a chunk size is not a hexadecimal number");
        }
        if (b == Ascii.CR) {
            return State.SIZE_LF;
        }
        extension = 0;
        extended |= size > 0;
        return afterExtension(b, State.EXTENSION_BLANK);
    }

    private State sizeEnd(byte b) {
        if (b != Ascii.LF) {
            return breaks("a chunk size does not end with CR LF");
        }
        last = size == 0;
        return last ? State.TRAILER_START : State.DATA;
    }

    private State extension(byte b) {
        return switch (state) {
            case EXTENSION_BLANK -> b == Ascii.CR ? badExtension() : afterExtension(b, State.EXTENSION_BLANK);
            case EXTENSION_NAME_START -> Ascii.blank(b) ? state : inToken(b, State.EXTENSION_NAME);
            case EXTENSION_NAME -> Ascii.token(b) ? state : afterName(b);
            case EXTENSION_NAME_BLANK -> b == Ascii.CR ? badExtension() : afterName(b);
            case EXTENSION_VALUE_START -> valueStart(b);
            case EXTENSION_VALUE -> Ascii.token(b) ? state : afterExtension(b, State.EXTENSION_BLANK);
            case EXTENSION_QUOTED -> quoted(b);
            case EXTENSION_QUOTED_PAIR -> Ascii.text(b) ? State.EXTENSION_QUOTED : badExtension();
            default -> afterExtension(b, State.EXTENSION_BLANK);
        };
    }

    private State afterName(byte b) {
        return b == '=' ? State.EXTENSION_VALUE_START : afterExtension(b, State.EXTENSION_NAME_BLANK);
    }

    private State valueStart(byte b) {
        if (b == '"') {
            return State.EXTENSION_QUOTED;
        }
        return Ascii.blank(b) ? state : inToken(b, State.EXTENSION_VALUE);
    }

    private State quoted(byte b) {
        return switch (b) {
            case '"' -> State.EXTENSION_VALUE_END;
            case '\\' -> State.EXTENSION_QUOTED_PAIR;
            default -> Ascii.text(b) ? state : badExtension();
        };
    }

    private State inToken(byte b, State next) {
        return Ascii.token(b) ? next : badExtension();
    }

    /** Behind a size, a name or a value: another extension, the end of the line, or white space before the former. */
    private State afterExtension(byte b, State blank) {
        return switch (b) {
            case ';' -> State.EXTENSION_NAME_START;
            case Ascii.CR -> State.SIZE_LF;
            default -> Ascii.blank(b) ? blank : badExtension();
        };
    }

    private State badExtension() {
        return breaks("a chunk extension is malformed");
    }

    private State trailer(byte b) {
        if (++trailers > MAX_TRAILERS) {
            return breaks("the trailers are too large");
        }
        return switch (state) {
            case TRAILER_START -> b == Ascii.CR ? State.LAST_LF : trailerName(b);
            case TRAILER_NAME -> b == ':' ? State.TRAILER_VALUE : trailerName(b);
            case TRAILER_VALUE -> b == Ascii.CR ? State.TRAILER_LF : trailerValue(b);
            case TRAILER_LF -> b == Ascii.LF ? State.TRAILER_START : breaks("a trailer does not end with CR LF");
            default -> b == Ascii.LF ? State.DONE : breaks("the last chunk does not end with CR LF");
        };
    }

    private State trailerName(byte b) {
        return Ascii.token(b) ? State.TRAILER_NAME : breaks("a trailer's name is not a token");
    }

    private State trailerValue(byte b) {
        return Ascii.text(b) ? State.TRAILER_VALUE : breaks("a trailer contains a control byte");
    }

    private State breaks(String why) {
        broken = why;
        return State.BROKEN;
    }
}
