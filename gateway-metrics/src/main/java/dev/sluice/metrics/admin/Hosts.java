package dev.sluice.metrics.admin;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names under which the admin port answers, against web pages that let their own name point at this machine (DNS
 * rebinding): loopback, the very address a connection came in on, and what is configured. Immutable.
 */
final class Hosts {

    private final Set<String> listed;

    Hosts(List<String> listed) {
        this.listed = listed.stream().map(Hosts::lower).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the one {@code Host} line of a request names this port. */
    boolean accepts(AdminRequest request) {
        Optional<String> name = request.header("Host").flatMap(Hosts::name);
        return name.isPresent() && (listed.contains(name.get()) || isLocal(name.get(), request.local()));
    }

    /** Whether a page that sends a request from {@code Origin}, if it is a page, is this port's own. */
    static boolean sameOrigin(AdminRequest request) {
        List<String> origins = request.headers("Origin");
        if (origins.isEmpty()) {
            return true;
        }
        Optional<String> host = request.header("Host").map(Hosts::lower);
        String origin = lower(origins.get(0));
        return origins.size() == 1
                && host.isPresent()
                && (origin.equals("http://" + host.get()) || origin.equals("https://" + host.get()));
    }

    private static boolean isLocal(String name, InetAddress local) {
        if (name.equals("localhost")) {
            return true;
        }
        try {
            InetAddress address = AllowList.literal(name);
            return address.isLoopbackAddress() || address.equals(local);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The name in a {@code Host} line, lower-case, without port and brackets. */
    private static Optional<String> name(String line) {
        try {
            String host = new URI("http://" + line).parseServerAuthority().getHost();
            return Optional.ofNullable(host)
                    .map(Hosts::lower)
                    .map(h -> h.startsWith("[") ? h.substring(1, h.length() - 1) : h);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
