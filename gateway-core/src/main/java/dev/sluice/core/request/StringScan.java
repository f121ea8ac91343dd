package dev.sluice.core.request;

import java.nio.ByteBuffer;

/**
 * Reads one JSON string behind its opening quote, in parts: checks escapes, control bytes and UTF-8, and keeps the
 * unescaped text where it is asked to. Single-threaded; borrows the parts.
 */
final class StringScan {

    private static final int INSIDE = 0;
    private static final int ESCAPE = 1;
    private static final int HEX = 2;
    private static final int SEQUENCE = 3;
    private static final int ENDED = 4;
    private static final int BROKEN = 5;

    private final CapturedText text;
    private int state = ENDED;
    private boolean capturing;
    private String problem = "";
    private int unit;
    private int unitDigits;
    private int sequence;
    private int sequenceLength;
    private int sequenceMissing;

    StringScan(CapturedText text) {
        this.text = text;
    }

    /** Begins with a string whose text is of no interest. */
    void begin() {
        state = INSIDE;
        capturing = false;
    }

    /** Begins with a string whose text is to be kept. */
    void beginCapture() {
        state = INSIDE;
        capturing = true;
        text.clear();
    }

    /** Reads on to behind the closing quote, to the byte that is wrong, or to {@code to}. */
    int scan(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to) {
            at = switch (state) {
                case INSIDE -> inside(in, at, to);
                case ESCAPE -> escape(in, at, to);
                case HEX -> hexDigit(in.get(at), at);
                default -> sequenceByte(in.get(at), at);
            };
            if (state >= ENDED) {
                return at;
            }
        }
        return at;
    }

    boolean hasEnded() {
        return state == ENDED;
    }

    boolean isBroken() {
        return state == BROKEN;
    }

    String problem() {
        return problem;
    }

    private int inside(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to && state == INSIDE) {
            int run = ByteRuns.text(in, at, to);
            if (capturing) {
                text.append(in, at, run);
            }
            if (run == to) {
                return run;
            }
            byte value = in.get(run);
            if (value == '"') {
                return end(run + 1);
            }
            if (value < 0) {
                at = sequences(in, run, to);
            } else if (value == '\\') {
                state = ESCAPE;
                at = run + 1 < to ? escape(in, run + 1, to) : run + 1;
            } else {
                return fail(run, "unescaped control character in a string");
            }
        }
        return at;
    }

    private int end(int at) {
        if (capturing) {
            text.end();
        }
        state = ENDED;
        return at;
    }

    private int escape(ByteBuffer in, int at, int to) {
        byte value = in.get(at);
        byte plain = JsonGrammar.escaped(value);
        if (plain != 0) {
            state = INSIDE;
            if (capturing) {
                text.append(plain);
            }
            return at + 1;
        }
        if (value != 'u') {
            return fail(at, "unknown escape in a string");
        }
        state = HEX;
        unit = 0;
        unitDigits = 0;
        return hexDigits(in, at + 1, to);
    }

    /** Reads four digits at once where they stand here; digit by digit where the part ends or one is wrong. */
    private int hexDigits(ByteBuffer in, int at, int to) {
        if (at + 4 > to) {
            return at;
        }
        int value = JsonGrammar.hexDigit(in.get(at)) << 12
                | JsonGrammar.hexDigit(in.get(at + 1)) << 8
                | JsonGrammar.hexDigit(in.get(at + 2)) << 4
                | JsonGrammar.hexDigit(in.get(at + 3));
        if (value < 0) {
            return at;
        }
        endUnit(value);
        return at + 4;
    }

    private int hexDigit(byte value, int at) {
        int digit = JsonGrammar.hexDigit(value);
        if (digit < 0) {
            return fail(at, "expected four hexadecimal digits");
        }
        unit = unit << 4 | digit;
        if (++unitDigits == 4) {
            endUnit(unit);
        }
        return at + 1;
    }

    private void endUnit(int value) {
        state = INSIDE;
        if (capturing) {
            text.appendUnit(value);
        }
    }

    /** Checks as many non-ASCII characters as stand here in whole. */
    private int sequences(ByteBuffer in, int from, int to) {
        int at = from;
        while (at < to && in.get(at) < 0) {
            byte lead = in.get(at);
            int length = Utf8.length(lead);
            if (length == 0) {
                return fail(at, "malformed UTF-8");
            }
            if (at + length > to) {
                state = SEQUENCE;
                sequence = lead & 0xFF;
                sequenceLength = length;
                sequenceMissing = length - 1;
                return at + 1;
            }
            int bits = lead & 0xFF;
            for (int next = at + 1; next < at + length; next++) {
                bits = (bits << 8) | (in.get(next) & 0xFF);
            }
            if (!check(length, bits)) {
                return at;
            }
            at += length;
        }
        return at;
    }

    private int sequenceByte(byte value, int at) {
        sequence = (sequence << 8) | (value & 0xFF);
        if (--sequenceMissing > 0) {
            return at + 1;
        }
        state = INSIDE;
        return check(sequenceLength, sequence) ? at + 1 : at + 1 - sequenceLength;
    }

    private boolean check(int length, int bits) {
        if (!Utf8.isWellFormed(length, bits)) {
            fail(0, "malformed UTF-8");
            return false;
        }
        if (capturing) {
            text.append(length, bits);
        }
        return true;
    }

    private int fail(int at, String what) {
        state = BROKEN;
        problem = what;
        return at;
    }
}
