package dev.sluice.core.request;

import java.util.Arrays;

/**
 * RFC 8259 as tables: what a byte means where it stands between tokens, and how a number goes on. States are small ints
 * so that one look-up decides about a byte. Immutable, though arrays.
 */
final class JsonGrammar {

    // Between tokens: what may come next. Scanners number their other states from 9.
    static final int TOP = 0;
    static final int VALUE = 1;
    static final int ELEMENT_OR_END = 2;
    static final int KEY_OR_END = 3;
    static final int KEY = 4;
    static final int COLON = 5;
    static final int AFTER_MEMBER = 6;
    static final int AFTER_ELEMENT = 7;
    static final int DONE = 8;

    // What to do with a byte between tokens.
    static final byte REFUSE = 0;
    static final byte SKIP = 1;
    static final byte TO_VALUE = 2;
    static final byte TO_KEY = 3;
    static final byte BEGIN_KEY = 4;
    static final byte BEGIN_STRING = 5;
    static final byte BEGIN_NUMBER = 6;
    static final byte BEGIN_LITERAL = 7;
    static final byte OPEN_OBJECT = 8;
    static final byte OPEN_ARRAY = 9;
    static final byte CLOSE = 10;

    // Inside a number: behind the minus, a leading zero, an integer digit, the point, a fraction digit, the e, its
    // sign, its digit.
    static final int MINUS = 0;
    static final int ZERO = 1;
    static final int INTEGER = 2;
    static final int POINT = 3;
    static final int FRACTION = 4;
    static final int E = 5;
    static final int SIGN = 6;
    static final int EXPONENT = 7;
    static final byte NUMBER_ENDS = 8;
    static final byte NUMBER_BROKEN = 9;

    private static final byte[] ACTIONS = new byte[(DONE + 1) << 8];
    private static final byte[] NUMBERS = new byte[(EXPONENT + 1) << 8];
    private static final byte[] HEX_DIGITS = new byte[256];
    private static final byte[] ESCAPES = new byte[256];

    private static final String[] EXPECTED = {
        "an object",
        "a value",
        "a value or ']'",
        "a key or '}'",
        "a key",
        "':'",
        "',' or '}'",
        "',' or ']'",
        "the end of the body"
    };

    static {
        for (int state = 0; state <= DONE; state++) {
            put(state, " \t\r\n", SKIP);
        }
        put(TOP, "{", OPEN_OBJECT);
        values(VALUE);
        values(ELEMENT_OR_END);
        put(ELEMENT_OR_END, "]", CLOSE);
        put(KEY_OR_END, "\"", BEGIN_KEY);
        put(KEY_OR_END, "}", CLOSE);
        put(KEY, "\"", BEGIN_KEY);
        put(COLON, ":", TO_VALUE);
        put(AFTER_MEMBER, ",", TO_KEY);
        put(AFTER_MEMBER, "}", CLOSE);
        put(AFTER_ELEMENT, ",", TO_VALUE);
        put(AFTER_ELEMENT, "]", CLOSE);

        number(MINUS, NUMBER_BROKEN, "0:1 123456789:2");
        number(ZERO, NUMBER_ENDS, ".:3 eE:5 0123456789:9");
        number(INTEGER, NUMBER_ENDS, "0123456789:2 .:3 eE:5");
        number(POINT, NUMBER_BROKEN, "0123456789:4");
        number(FRACTION, NUMBER_ENDS, "0123456789:4 eE:5");
        number(E, NUMBER_BROKEN, "+-:6 0123456789:7");
        number(SIGN, NUMBER_BROKEN, "0123456789:7");
        number(EXPONENT, NUMBER_ENDS, "0123456789:7");

        Arrays.fill(HEX_DIGITS, (byte) -1);
        for (int value = 0; value < 16; value++) {
            HEX_DIGITS[Character.toUpperCase(Character.forDigit(value, 16))] = (byte) value;
            HEX_DIGITS[Character.forDigit(value, 16)] = (byte) value;
        }
        String escapes = "\"\"\\\\//b\bf\fn\nr\rt\t";
        for (int at = 0; at < escapes.length(); at += 2) {
            ESCAPES[escapes.charAt(at)] = (byte) escapes.charAt(at + 1);
        }
    }

    private JsonGrammar() {}

    /** What to do with a byte that stands between tokens. */
    static byte action(int state, byte value) {
        return ACTIONS[(state << 8) | (value & 0xFF)];
    }

    /** The state of a number behind one more byte, {@link #NUMBER_ENDS} before it, or {@link #NUMBER_BROKEN}. */
    static byte number(int state, byte value) {
        return NUMBERS[(state << 8) | (value & 0xFF)];
    }

    /** The value of a hexadecimal digit; -1: it is none. */
    static int hexDigit(byte value) {
        return HEX_DIGITS[value & 0xFF];
    }

    /** What a backslash before this byte stands for; 0: nothing, or {@code u}. */
    static byte escaped(byte value) {
        return ESCAPES[value & 0xFF];
    }

    /** What may come next between tokens, in words. */
    static String expected(int state) {
        return EXPECTED[state];
    }

    private static void values(int state) {
        put(state, "\"", BEGIN_STRING);
        put(state, "-0123456789", BEGIN_NUMBER);
        put(state, "tfn", BEGIN_LITERAL);
        put(state, "{", OPEN_OBJECT);
        put(state, "[", OPEN_ARRAY);
    }

    private static void put(int state, String bytes, byte action) {
        bytes.chars().forEach(value -> ACTIONS[state << 8 | value] = action);
    }

    private static void number(int state, byte otherwise, String transitions) {
        Arrays.fill(NUMBERS, state << 8, (state + 1) << 8, otherwise);
        for (String transition : transitions.split(" ", -1)) {
            int colon = transition.indexOf(':');
            byte next = (byte) Character.digit(transition.charAt(colon + 1), 10);
            transition.substring(0, colon).chars().forEach(value -> NUMBERS[state << 8 | value] = next);
        }
    }
}
