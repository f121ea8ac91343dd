package dev.sluice.core.dialect.translate.messages;

import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.UncarriedException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the tool calls of one request are called: Anthropic wants an id, of certain characters, for each call and each
 * result. Where a format has none, a result belongs to the first unanswered call of its tool. Single-threaded.
 */
final class CallIds {

    private final List<Call> unanswered = new ArrayList<>();
    private int made;

    private record Call(String id, String name) {}

    /** @param id empty where there is none */
    String called(String id, String name) {
        Call call = new Call(id.isEmpty() ? "call_" + made++ : clean(id), name);
        unanswered.add(call);
        return call.id();
    }

    /**
     * @param id empty where there is none
     * @param name of the tool; empty where it is not said
     * @param path of the turn in which the result stands
     */
    String answered(String id, String name, String path) throws UncarriedException {
        if (!id.isEmpty()) {
            String known = clean(id);
            unanswered.removeIf(call -> call.id().equals(known));
            return known;
        }
        for (Call call : unanswered) {
            if (name.isEmpty() || call.name().equals(name)) {
                unanswered.remove(call);
                return call.id();
            }
        }
        throw Losses.malformed(path, "a result of a tool that was called before");
    }

    private static String clean(String id) {
        StringBuilder clean = null;
        for (int at = 0; at < id.length(); at++) {
            if (!mayBeIn(id.charAt(at))) {
                clean = clean == null ? new StringBuilder(id) : clean;
                clean.setCharAt(at, '_');
            }
        }
        return clean == null ? id : clean.toString();
    }

    private static boolean mayBeIn(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}
