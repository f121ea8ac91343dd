package dev.sluice.core.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks section {@code server}. */
final class ServerChecks {

    /** What belongs to the client's own connection or login, or is written by the gateway. RFC 9110, section 7.6.1. */
    private static final Set<String> NEVER_FORWARDED = Set.of(
            "accept-encoding",
            "authorization",
            "connection",
            "content-encoding",
            "content-length",
            "cookie",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "x-api-key",
            "x-goog-api-key");

    private final Problems problems;

    ServerChecks(Problems problems) {
        this.problems = problems;
    }

    void check(ServerConfig server) {
        ServerConfig.Tls tls = server.tls();
        if (tls != null) {
            PemFiles.checkCertificates(problems, "server.tls.certificate", tls.certificate());
            PemFiles.checkPrivateKey(problems, "server.tls.private_key", tls.privateKey());
            if (!problems.has("server.tls.certificate")) {
                PemFiles.checkPair(problems, "server.tls.private_key", tls.certificate(), tls.privateKey());
            }
        }
        long bodyMemory = server.bodyMemory().bytes();
        if (bodyMemory != 0 && bodyMemory < server.maxBody().bytes()) {
            problems.add("server.body_memory", "is less than server.max_body: the largest body would never fit");
        }
        checkForwarded(server.forwardHeaders());
    }

    private void checkForwarded(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).toLowerCase(Locale.ROOT);
            String path = KeyPath.item("server.forward_headers", i);
            if (!isHeaderName(name)) {
                problems.add(path, "is not the name of a header");
            } else if (NEVER_FORWARDED.contains(name) || name.startsWith("proxy-")) {
                problems.add(path, "is a header that never goes upstream");
            }
        }
        ConfigChecks.refuseTwice(problems, "server.forward_headers", names, name -> name.toLowerCase(Locale.ROOT), "");
    }

    /** Whether a lower-case name can be that of a header (RFC 9110, section 5.1). */
    static boolean isHeaderName(String name) {
        return name.matches("[a-z0-9!#$%&'*+.^_`|~-]{1,100}");
    }
}
