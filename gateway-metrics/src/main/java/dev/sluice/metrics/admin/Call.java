package dev.sluice.metrics.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** A request that may be served, with what stood in its path and its body; used by the thread that serves it. */
record Call(AdminRequest request, Map<String, String> path, byte[] body) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,100}");

    /** What stood in a path in the place of these braces: a name, as configurations have them. */
    String path(String parameter) {
        return Objects.requireNonNull(path.get(parameter), "the route has no such parameter");
    }

    /** The parameters of a path, percent signs undone; empty when one of them is no name, and so stands for nothing. */
    static Optional<Map<String, String>> decode(Map<String, String> raw) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Map.Entry<String, String> parameter : raw.entrySet()) {
            // A plus sign is a blank in queries only.
            String name = URLDecoder.decode(parameter.getValue().replace("+", "%2B"), StandardCharsets.UTF_8);
            if (!NAME.matcher(name).matches()) {
                return Optional.empty();
            }
            names.put(parameter.getKey(), name);
        }
        return Optional.of(names);
    }
}
