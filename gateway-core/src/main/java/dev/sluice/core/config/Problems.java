package dev.sluice.core.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects what is wrong with a file, one problem a path: what follows from a problem already known is not told again.
 * Not thread-safe.
 */
final class Problems {

    private static final int MOST_TOLD = 100;

    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<String> unread = new HashSet<>();
    private final Map<String, ConfigProblem> byPath = new LinkedHashMap<>();

    /** Remembers on which line a path stands. */
    void locate(String path, int line) {
        lines.put(path, line);
    }

    void add(String path, String message) {
        if (!isUnread(path)) {
            byPath.putIfAbsent(path, new ConfigProblem(path, line(path), message));
        }
    }

    /** Adds a problem for which nothing of what is at the path, or in it, could be read. */
    void addUnread(String path, String message) {
        add(path, message);
        unread.add(path);
    }

    /** Whether something stands at this path in the file. */
    boolean given(String path) {
        return lines.containsKey(path);
    }

    /** Whether something at this path is wrong. */
    boolean has(String path) {
        return byPath.containsKey(path);
    }

    /** Whether something at this path, or in it, is wrong. */
    boolean hasIn(String path) {
        return has(path) || byPath.keySet().stream().anyMatch(known -> known.startsWith(path + "."));
    }

    boolean isEmpty() {
        return byPath.isEmpty();
    }

    /** All problems in the order of the file; of very many only the first. */
    List<ConfigProblem> all() {
        List<ConfigProblem> all = new ArrayList<>(byPath.values());
        all.sort(Comparator.comparingInt(ConfigProblem::line));
        if (all.size() > MOST_TOLD) {
            int left = all.size() - MOST_TOLD;
            all = new ArrayList<>(all.subList(0, MOST_TOLD));
            all.add(new ConfigProblem("", 0, "and " + left + " more problems"));
        }
        return List.copyOf(all);
    }

    private boolean isUnread(String path) {
        String at = path;
        while (!unread.contains(at) && !at.isEmpty()) {
            at = parent(at);
        }
        return unread.contains(at);
    }

    /** The line of a path, or of what it is in. */
    private int line(String path) {
        String at = path;
        while (!lines.containsKey(at) && !at.isEmpty()) {
            at = parent(at);
        }
        return lines.getOrDefault(at, 0);
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
    }
}
