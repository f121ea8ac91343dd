package dev.sluice.core.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.core.request.Endpoint;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * How the answer of a model ended, by its own words: an answer is kept only where all that it says of its end is that
 * the model had no more to say. Whatever is not known is no such end.
 */
public enum Ending {
    /** The model had no more to say. */
    STOPPED,
    /** It wants tools called. */
    TOOLS,
    /** It was cut off, filtered, refused, or does not say. */
    OTHERWISE;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final byte[] DATA = "data:".getBytes(US_ASCII);
    private static final byte[] DONE = "[DONE]".getBytes(US_ASCII);
    private static final byte[] MESSAGE_STOP = "\"message_stop\"".getBytes(US_ASCII);
    private static final byte[] RESPONSE_COMPLETED = "\"response.completed\"".getBytes(US_ASCII);
    private static final byte[][] STOPS = ascii("stop", "end_turn", "stop_sequence", "STOP");
    private static final byte[][] CALLS = ascii("tool_calls", "function_call", "tool_use");
    private static final byte[][] OPEN = ascii("in_progress");
    private static final byte[][] COMPLETED = ascii("completed");
    private static final byte[][] FUNCTION_CALL = ascii("function_call", "custom_tool_call", "computer_call");

    /** What is looked for; a longer name that begins like another one comes first. */
    private enum Member {
        FINISH("finish_reason"),
        STOP("stop_reason"),
        FINISHED("finishReason"),
        BLOCKED("blockReason"),
        CALL("functionCall"),
        REFUSAL("refusal"),
        STATUS("status"),
        TYPE("type");

        private final byte[] quoted;

        Member(String name) {
            quoted = ('"' + name + '"').getBytes(US_ASCII);
        }
    }

    /** Reads an answer in the words of an endpoint: JSON, or events of it, the last of which must be there. */
    public static Ending of(Endpoint endpoint, Answer answer) {
        byte[] body = answer.body();
        if (answer.events() && !hasLastEvent(endpoint, body)) {
            return OTHERWISE;
        }
        if (endpoint.operation() != null && endpoint.operation().equals("embeddings")) {
            return STOPPED;
        }
        Scan scan = new Scan(body, endpoint);
        scan.run();
        return scan.ended && !scan.otherwise ? scan.tools ? TOOLS : STOPPED : OTHERWISE;
    }

    /** Of a dialect whose streams have an event that says so: what a model writes says nothing. */
    private static boolean hasLastEvent(Endpoint endpoint, byte[] body) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, COMPLETIONS -> isDone(body, lastLine(body, body.length));
            case MESSAGES -> lastSays(MESSAGE_STOP, body);
            case RESPONSES -> lastSays(RESPONSE_COMPLETED, body);
            default -> true;
        };
    }

    /** There are providers that say {@code [DONE]} after the last event of any dialect. */
    private static boolean lastSays(byte[] word, byte[] body) {
        int from = lastLine(body, body.length);
        if (isDone(body, from)) {
            from = lastLine(body, from);
        }
        for (int at = from; at >= 0 && at < body.length; at++) {
            if (startsWith(body, at, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDone(byte[] body, int line) {
        int data = line + DATA.length;
        return line >= 0 && (startsWith(body, data, DONE) || startsWith(body, data + 1, DONE) && body[data] == ' ');
    }

    /** Where the last line of data before a position begins; -1: there is none. */
    private static int lastLine(byte[] body, int before) {
        for (int at = before - DATA.length; at >= 0; at--) {
            if (startsWith(body, at, DATA) && (at == 0 || body[at - 1] == '\n' || body[at - 1] == '\r')) {
                return at;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] in, int at, byte[] prefix) {
        if (in.length - at < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (in[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Inside of a string every quote has a backslash before it, so that a name with both its quotes can only be a key
     * or a value of its own.
     */
    private static final class Scan {

        private final byte[] in;
        private final Endpoint endpoint;
        private boolean ended;
        private boolean tools;
        private boolean otherwise;

        Scan(byte[] in, Endpoint endpoint) {
            this.in = in;
            this.endpoint = endpoint;
        }

        void run() {
            int last = in.length - 6;
            for (int at = quote(0); at < last; at = quote(at + 1)) {
                byte first = in[at + 1];
                if (first == 'f' || first == 's' || first == 'r' || first == 'b' || first == 't') {
                    look(at);
                }
            }
        }

        /** Where the next quote stands; eight bytes at a time (Hacker's Delight, 6-1). */
        private int quote(int from) {
            int at = from;
            for (; at <= in.length - Long.BYTES; at += Long.BYTES) {
                long word = (long) WORDS.get(in, at) ^ QUOTES;
                long found = (word - ONES) & ~word & TOPS;
                if (found != 0) {
                    return at + (Long.numberOfTrailingZeros(found) >>> 3);
                }
            }
            while (at < in.length && in[at] != '"') {
                at++;
            }
            return at;
        }

        private void look(int at) {
            for (Member member : MEMBERS) {
                if (startsWith(in, at, member.quoted)) {
                    int colon = space(at + member.quoted.length);
                    if (colon < in.length && in[colon] == ':') {
                        found(member, space(colon + 1));
                    }
                    return;
                }
            }
        }

        private void found(Member member, int value) {
            boolean isNull = value < in.length && in[value] == 'n';
            switch (member) {
                case FINISH, STOP, FINISHED -> finished(value, isNull);
                case BLOCKED, REFUSAL -> otherwise |= !isNull;
                case CALL -> tools |= !isNull;
                case STATUS -> {
                    if (endpoint == Endpoint.RESPONSES) {
                        ended |= isOne(COMPLETED, value);
                        otherwise |= !isNull && !isOne(COMPLETED, value) && !isOne(OPEN, value);
                    }
                }
                case TYPE -> {
                    if (endpoint == Endpoint.RESPONSES) {
                        tools |= isOne(FUNCTION_CALL, value);
                    }
                }
            }
        }

        private void finished(int value, boolean isNull) {
            boolean calls = isOne(CALLS, value);
            boolean stops = isOne(STOPS, value);
            ended |= calls || stops;
            tools |= calls;
            otherwise |= !isNull && !calls && !stops;
        }

        private boolean isOne(byte[][] words, int value) {
            for (byte[] word : words) {
                if (startsWith(in, value + 1, word)
                        && in[value] == '"'
                        && value + 1 + word.length < in.length
                        && in[value + 1 + word.length] == '"') {
                    return true;
                }
            }
            return false;
        }

        private int space(int from) {
            int at = from;
            while (at < in.length && in[at] <= ' ' && in[at] >= 0) {
                at++;
            }
            return at;
        }
    }

    private static final Member[] MEMBERS = Member.values();

    private static byte[][] ascii(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(US_ASCII);
        }
        return bytes;
    }
}
