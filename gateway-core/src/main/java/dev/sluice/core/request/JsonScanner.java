package dev.sluice.core.request;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A resumable, validating tokeniser of one JSON object (RFC 8259, in UTF-8) that comes in parts. It stops at the keys
 * of the top level, and at the values that {@link #watch} asks for; all else is only checked and skipped.
 * Single-threaded; borrows the parts.
 */
final class JsonScanner {

    /** Characters of a number: a longer one is no number to anybody who reads it. */
    static final int MAX_NUMBER = 1000;

    /** Why a scan stopped. */
    enum Event {
        /** The part is used up. */
        MORE,
        /** A key of the watched level ended; {@link #text} holds it. */
        KEY,
        /** A watched value ended, or an array began where a value was watched. */
        VALUE,
        /** A watched object began; its keys are told until {@link #CLOSE}. */
        OPEN,
        /** A watched object ended. */
        CLOSE,
        /** The bytes are not JSON: see {@link #problem}. */
        INVALID
    }

    /** What a value is. */
    enum Kind {
        STRING,
        NUMBER,
        TRUE,
        FALSE,
        NULL,
        OBJECT,
        ARRAY
    }

    // Where a scan stands inside a token; between tokens the state is one of the grammar's.
    private static final int IN_KEY = 9;
    private static final int IN_STRING = 10;
    private static final int IN_LITERAL = 11;
    private static final int IN_NUMBER = 12;
    private static final int BROKEN = 13;

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final CapturedText text = new CapturedText(1024);
    private final StringScan string = new StringScan(text);
    private final Nesting nesting = new Nesting();
    private int watchedDepth;
    private int state;

    /** Offset in the body = base + index in the part's buffer. */
    private int base;

    private int at;
    private Event event = Event.MORE;
    private String problem = "";
    private int problemAt;

    private boolean watched;

    /** How deep an object or array would stand that is to be told as a whole, at its end; 0: none is. */
    private int wholeDepth;

    private Kind kind = Kind.NULL;
    private int valueStart;
    private int valueEnd;

    private int number;
    private int numberStart;
    private byte[] literal = NULL;
    private int literalAt;

    JsonScanner() {
        reset();
    }

    void reset() {
        nesting.clear();
        watchedDepth = 1;
        state = JsonGrammar.TOP;
        base = 0;
        at = 0;
        watched = false;
        wholeDepth = 0;
    }

    /** Begins with the next part, which stands at {@code from} in its buffer; the one before was used up. */
    void part(int from) {
        base += at - from;
        at = from;
    }

    /** Goes on to the next event, at most to {@code to}. */
    Event next(ByteBuffer in, int to) {
        int here = at;
        event = Event.MORE;
        while (here < to && event == Event.MORE) {
            here = switch (state) {
                case IN_KEY, IN_STRING -> string(in, here, to);
                case IN_LITERAL -> literal(in, here, to);
                case IN_NUMBER -> number(in, here, to);
                case BROKEN -> fail(here, problem);
                default -> between(in, here, to);
            };
        }
        at = here;
        return event;
    }

    /** After {@link Event#KEY}: the value of this key is to be told, and its text kept. */
    void watch() {
        watched = true;
    }

    /**
     * After {@link Event#KEY}: the value of this key is to be told when it has ended, be it an object or an array,
     * without a look into it. {@link #valueStart} is -1 until it begins.
     */
    void watchWhole() {
        watched = true;
        wholeDepth = nesting.depth() + 1;
        valueStart = -1;
    }

    /** Whether the whole object has been read. */
    boolean isComplete() {
        return state == JsonGrammar.DONE;
    }

    /** How many bytes have been read. */
    int offset() {
        return base + at;
    }

    CapturedText text() {
        return text;
    }

    Kind kind() {
        return kind;
    }

    int valueStart() {
        return valueStart;
    }

    int valueEnd() {
        return valueEnd;
    }

    /** What was wrong, and at which offset. */
    String problem() {
        return problem + " at byte " + problemAt;
    }

    private int between(ByteBuffer in, int from, int to) {
        int now = state;
        int here = from;
        while (here < to) {
            byte value = in.get(here);
            byte action = JsonGrammar.action(now, value);
            if (action == JsonGrammar.SKIP) {
                here = value == ' ' ? ByteRuns.spaces(in, here + 1, to) : here + 1;
            } else if (action == JsonGrammar.TO_VALUE) {
                now = JsonGrammar.VALUE;
                here++;
            } else if (action == JsonGrammar.TO_KEY) {
                now = JsonGrammar.KEY;
                here++;
            } else {
                state = now;
                return begin(action, value, here);
            }
        }
        state = now;
        return here;
    }

    private int begin(byte action, byte value, int here) {
        switch (action) {
            case JsonGrammar.BEGIN_KEY -> beginKey();
            case JsonGrammar.BEGIN_STRING -> beginString(here);
            case JsonGrammar.BEGIN_NUMBER -> beginNumber(value, here);
            case JsonGrammar.BEGIN_LITERAL -> beginLiteral(value, here);
            case JsonGrammar.OPEN_OBJECT, JsonGrammar.OPEN_ARRAY -> {
                if (nesting.isFull()) {
                    return fail(here, "nested deeper than " + Nesting.MAX_DEPTH + " levels");
                }
                if (action == JsonGrammar.OPEN_OBJECT) {
                    openObject(here);
                } else {
                    openArray(here);
                }
            }
            case JsonGrammar.CLOSE -> close(here);
            default -> {
                return fail(here, "expected " + JsonGrammar.expected(state));
            }
        }
        return here + 1;
    }

    private void beginKey() {
        state = IN_KEY;
        if (nesting.depth() == watchedDepth) {
            string.beginCapture();
        } else {
            string.begin();
        }
    }

    private void beginString(int here) {
        state = IN_STRING;
        if (watched) {
            beginWatched(Kind.STRING, here);
            string.beginCapture();
        } else {
            string.begin();
        }
    }

    private void beginNumber(byte value, int here) {
        state = IN_NUMBER;
        numberStart = base + here;
        number = value == '-' ? JsonGrammar.MINUS : value == '0' ? JsonGrammar.ZERO : JsonGrammar.INTEGER;
        if (watched) {
            beginWatched(Kind.NUMBER, here);
            text.clear();
            text.append(value);
        }
    }

    private void beginLiteral(byte value, int here) {
        state = IN_LITERAL;
        literal = value == 't' ? TRUE : value == 'f' ? FALSE : NULL;
        literalAt = 1;
        if (watched) {
            beginWatched(value == 't' ? Kind.TRUE : value == 'f' ? Kind.FALSE : Kind.NULL, here);
        }
    }

    private void openObject(int here) {
        nesting.openObject();
        state = JsonGrammar.KEY_OR_END;
        if (watched) {
            beginWatched(Kind.OBJECT, here);
            watched = false;
            if (nesting.depth() == wholeDepth) {
                return;
            }
            watchedDepth = nesting.depth();
            event = Event.OPEN;
        }
    }

    private void openArray(int here) {
        nesting.openArray();
        state = JsonGrammar.ELEMENT_OR_END;
        if (watched) {
            beginWatched(Kind.ARRAY, here);
            watched = false;
            if (nesting.depth() == wholeDepth) {
                return;
            }
            event = Event.VALUE;
        }
    }

    private void close(int here) {
        int depth = nesting.depth();
        if (depth == watchedDepth && depth > 1) {
            watchedDepth = depth - 1;
            valueEnd = base + here + 1;
            event = Event.CLOSE;
        } else if (depth == wholeDepth) {
            wholeDepth = 0;
            valueEnd = base + here + 1;
            event = Event.VALUE;
        }
        nesting.close();
        state = behindValue();
    }

    private void beginWatched(Kind what, int here) {
        kind = what;
        valueStart = base + here;
    }

    private int behindValue() {
        if (nesting.depth() == 0) {
            return JsonGrammar.DONE;
        }
        return nesting.isInObject() ? JsonGrammar.AFTER_MEMBER : JsonGrammar.AFTER_ELEMENT;
    }

    private void endValue(int end) {
        state = behindValue();
        if (watched) {
            watched = false;
            wholeDepth = 0;
            valueEnd = base + end;
            event = Event.VALUE;
        }
    }

    private int string(ByteBuffer in, int from, int to) {
        int here = string.scan(in, from, to);
        if (string.isBroken()) {
            return fail(here, string.problem());
        }
        if (string.hasEnded()) {
            if (state == IN_STRING) {
                endValue(here);
            } else {
                state = JsonGrammar.COLON;
                event = nesting.depth() == watchedDepth ? Event.KEY : Event.MORE;
            }
        }
        return here;
    }

    private int literal(ByteBuffer in, int from, int to) {
        int here = from;
        while (here < to && literalAt < literal.length) {
            if (in.get(here) != literal[literalAt]) {
                return fail(here, "unknown literal");
            }
            here++;
            literalAt++;
        }
        if (literalAt == literal.length) {
            endValue(here);
        }
        return here;
    }

    private int number(ByteBuffer in, int from, int to) {
        int here = from;
        int now = number;
        int most = numberStart + MAX_NUMBER - base;
        while (here < to) {
            byte value = in.get(here);
            int next = JsonGrammar.number(now, value);
            if (next >= JsonGrammar.NUMBER_ENDS) {
                if (next == JsonGrammar.NUMBER_BROKEN) {
                    return fail(here, "malformed number");
                }
                keepNumber(in, from, here);
                endValue(here);
                return here;
            }
            if (here >= most) {
                return fail(here, "a number longer than " + MAX_NUMBER + " characters");
            }
            now = next;
            here++;
        }
        number = now;
        keepNumber(in, from, here);
        return here;
    }

    private void keepNumber(ByteBuffer in, int from, int to) {
        if (watched) {
            text.append(in, from, to);
        }
    }

    private int fail(int here, String what) {
        if (state != BROKEN) {
            state = BROKEN;
            problem = what;
            problemAt = base + here;
        }
        event = Event.INVALID;
        return here;
    }
}
