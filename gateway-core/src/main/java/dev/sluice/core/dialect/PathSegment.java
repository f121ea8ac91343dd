package dev.sluice.core.dialect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names as one segment of a path. */
final class PathSegment {

    private PathSegment() {}

    static String of(String name) {
        // A path knows no plus for a space.
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
