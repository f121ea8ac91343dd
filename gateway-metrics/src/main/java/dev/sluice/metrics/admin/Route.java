package dev.sluice.metrics.admin;

import java.util.Set;
import java.util.concurrent.Callable;

/**
 * A path of the admin port. A path that ends with {@code /*} stands for any one more segment, which the handler gets;
 * all others match exactly.
 */
record Route(Set<String> methods, String path, Access access, Lane lane, Handler handler) {

    static final Set<String> READ = Set.of("GET", "HEAD");
    static final Set<String> CHANGE = Set.of("POST");

    /** Answers a request that may be served. */
    @FunctionalInterface
    interface Handler {

        /** @param segment what stood in the place of the asterisk; else empty */
        Answer handle(AdminRequest request, String segment) throws Exception;
    }

    boolean matches(String requested) {
        if (!path.endsWith("/*")) {
            return path.equals(requested);
        }
        String prefix = path.substring(0, path.length() - 1);
        return requested.startsWith(prefix)
                && requested.length() > prefix.length()
                && requested.indexOf('/', prefix.length()) < 0;
    }

    boolean mutates() {
        return methods.equals(CHANGE);
    }

    Callable<Answer> call(AdminRequest request) {
        String segment = path.endsWith("/*") ? request.path().substring(path.length() - 1) : "";
        return () -> handler.handle(request, segment);
    }
}
