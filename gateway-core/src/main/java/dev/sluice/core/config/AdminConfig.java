package dev.sluice.core.config;

import dev.sluice.core.secret.Secret;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code admin}. */
public record AdminConfig(
        @Key(
                doc = "Where to listen. Beyond loopback it needs `users`, or `insecure`. A change needs a restart.",
                defaultsTo = "127.0.0.1:9464")
        InetSocketAddress listen,

        @Key(
                doc = "Names besides loopback under which it may be called (the `Host` header, without port).",
                defaultsTo = "[]")
        List<String> hosts,

        @Key(
                doc = "Who may log in. As soon as there is one, scraping needs a login; health never does.",
                defaultsTo = "[]")
        List<User> users,

        @Key(
                doc = "From which addresses it may be called; `[]`: from all.",
                defaultsTo = "[ 127.0.0.0/8, \"::1/128\" ]")
        List<Cidr> allow,

        @Key(doc = "Whether it may listen beyond loopback without users.", defaultsTo = "false")
        boolean insecure) {

    /** Section {@code admin.users[]}. */
    public record User(
            @Key(doc = "The user's name.") String name,

            @Key(doc = "For a login with name and password: `pbkdf2$…`, as `gateway hash-password` prints it.")
            @Nullable
            Secret passwordHash,

            @Key(doc = "For a bearer token: `sha256$` and the token's SHA-256 in hexadecimal.") @Nullable
            Secret tokenHash,

            @Key(doc = "What the user may do: `scrape`, or everything.")
            AdminSettings.Role role) {}
}
