package dev.sluice.core.dialect.translate.responses;

import dev.sluice.core.chat.Part;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Gives calls an id that have none, and finds it again for what their tools gave: the oldest unanswered call of that
 * tool, or the oldest of all. Single-threaded; holds what is unanswered.
 */
final class CallIds {

    private final List<Call> unanswered = new ArrayList<>(4);
    private int made;

    String called(Part.ToolCall call) {
        String id = call.id().isEmpty() ? "call_" + ++made : call.id();
        unanswered.add(new Call(id, call.name()));
        return id;
    }

    String answered(Part.ToolResult result) {
        if (!result.callId().isEmpty()) {
            unanswered.removeIf(call -> call.id.equals(result.callId()));
            return result.callId();
        }
        for (Iterator<Call> calls = unanswered.iterator(); calls.hasNext(); ) {
            Call call = calls.next();
            if (result.name().isEmpty() || call.name.equals(result.name())) {
                calls.remove();
                return call.id;
            }
        }
        return unanswered.isEmpty() ? "call_" + ++made : unanswered.remove(0).id;
    }

    private record Call(String id, String name) {}
}
