package dev.sluice.metrics.admin;

import java.util.Set;

/**
 * What is done for some methods at a path of the admin port.
 *
 * @param maxBody the largest body that is read, in bytes
 */
record Route(Set<String> methods, PathTemplate path, Access access, Lane lane, Handler handler, int maxBody) {

    static final Set<String> READ = Set.of("GET", "HEAD");
    static final Set<String> CHANGE = Set.of("POST");
    static final Set<String> REPLACE = Set.of("PUT");
    static final Set<String> DELETE = Set.of("DELETE");

    /** The largest body of most routes, in bytes. */
    static final int USUAL_BODY = 1024 * 1024;

    Route(Set<String> methods, String path, Access access, Lane lane, Handler handler) {
        this(methods, new PathTemplate(path), access, lane, handler, USUAL_BODY);
    }

    /** Answers a request that may be served. */
    @FunctionalInterface
    interface Handler {
        Answer handle(Call call) throws Exception;
    }

    Route withBodiesUpTo(int bytes) {
        return new Route(methods, path, access, lane, handler, bytes);
    }

    boolean mutates() {
        return !READ.containsAll(methods);
    }
}
