package dev.sluice.core.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The admin port's settings, compiled.
 *
 * @param hosts names besides loopback under which it may be called
 * @param users who may log in; empty: scraping and health are open to whom {@code allow} lets in
 * @param allow CIDR ranges of peers; empty: all
 * @param insecure whether listening beyond loopback without users is accepted
 * @param tls certificate and key; null: plain HTTP
 * @param aliases more ports and paths for scrapes
 */
public record AdminSettings(
        InetSocketAddress listen,
        List<String> hosts,
        List<User> users,
        List<String> allow,
        boolean insecure,
        @Nullable Tls tls,
        List<Alias> aliases) {

    public AdminSettings {
        aliases = List.copyOf(aliases);
        hosts = List.copyOf(hosts);
        users = List.copyOf(users);
        allow = List.copyOf(allow);
    }

    /**
     * PEM files.
     *
     * @param clientCa who signs the certificates that clients need; null: they need none
     */
    public record Tls(
            Path certificate, Path privateKey, @Nullable Path clientCa) {}

    /**
     * A port and a path for scrapes.
     *
     * @param vocabulary what is shown; null: what is enabled, or asked for
     * @param tls whether it is HTTPS
     */
    public record Alias(
            InetSocketAddress listen, String path, @Nullable String vocabulary, boolean tls) {}

    /** What a user may do. */
    public enum Role {
        SCRAPE,
        ADMIN
    }

    /**
     * A user of the admin port: one of the two hashes is set.
     *
     * @param passwordHash {@code pbkdf2$…}, for basic authentication
     * @param tokenHash {@code sha256$…} of a bearer token, in hexadecimal
     */
    public record User(
            String name,
            Role role,
            @Nullable String passwordHash,
            @Nullable String tokenHash) {}
}
