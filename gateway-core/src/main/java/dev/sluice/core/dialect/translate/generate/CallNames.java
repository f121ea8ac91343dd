package dev.sluice.core.dialect.translate.generate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Ids for calls that have none: Gemini's may be told from each other by their names and their order alone. They are
 * numbered through the conversation, so that it reads the same each time it is sent. Single-threaded; holds the ids and
 * names of one request's calls.
 */
final class CallNames {

    private final Set<String> open = new HashSet<>();
    private final Map<String, Deque<String>> idsByName = new HashMap<>();
    private int made;

    /** The id of a call: its own, or a new one where that is empty. */
    String called(String id, String name) {
        String known = id.isEmpty() ? made() : id;
        if (open.add(known)) {
            idsByName.computeIfAbsent(name, each -> new ArrayDeque<>()).addLast(known);
        }
        return known;
    }

    /** The id of the call that a result answers: the first of its name that is open, where it does not say. */
    String answered(String id, String name) {
        if (!id.isEmpty()) {
            open.remove(id);
            return id;
        }
        Deque<String> ids = idsByName.getOrDefault(name, new ArrayDeque<>());
        while (!ids.isEmpty()) {
            String first = ids.removeFirst();
            if (open.remove(first)) {
                return first;
            }
        }
        return made();
    }

    private String made() {
        return "call_" + ++made;
    }
}
