package dev.sluice.metrics.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A path of the admin port. A segment in braces, as in {@code /api/v1/providers/{provider}}, stands for any one; all
 * others match exactly, percent signs included. Immutable.
 */
final class PathTemplate {

    private final String text;
    private final String[] segments;

    PathTemplate(String text) {
        this.text = text;
        this.segments = text.split("/", -1);
    }

    /** What stood in the places of the braces, as it came; empty when the path is another one. */
    Optional<Map<String, String>> match(String path) {
        String[] requested = path.split("/", -1);
        if (requested.length != segments.length) {
            return Optional.empty();
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 0; i < segments.length; i++) {
            if (isParameter(segments[i]) && !requested[i].isEmpty()) {
                found.put(segments[i].substring(1, segments[i].length() - 1), requested[i]);
            } else if (!segments[i].equals(requested[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }

    private static boolean isParameter(String segment) {
        return segment.startsWith("{");
    }

    @Override
    public String toString() {
        return text;
    }
}
