package dev.sluice.core.config;

import dev.sluice.core.secret.Secret;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Section {@code admin}. */
public record AdminConfig(
        @Key(
                doc = "Where to listen. Beyond loopback it needs `users`, `tls.client_ca` or `insecure`. A"
                        + " change needs a restart.",
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
        boolean insecure,

        @Key(doc = "Serve HTTPS. Absent: plain HTTP; to begin or end it needs a restart.") @Nullable
        Tls tls,

        @Key(
                doc = "More ports and paths for scrapes, under the same rules: where another program had its own."
                        + " A change needs a restart.",
                defaultsTo = "[]")
        List<Alias> aliases) {

    /** Section {@code admin.tls}. */
    public record Tls(
            @Key(
                    doc = "The certificate and its chain, PEM. All these files are read anew when one of them has"
                            + " changed, and when the configuration is reloaded.")
            Path certificate,

            @Key(doc = "The certificate's private key, PEM (PKCS #8), not encrypted.")
            Path privateKey,

            @Key(
                    doc = "Whose certificates clients need, PEM; without one nobody connects. A certificate is no"
                            + " login: it suffices for scrapes while there are no users, but never for `/api/v1`.")
            @Nullable
            Path clientCa) {}

    /** Section {@code admin.aliases[]}. */
    public record Alias(
            @Key(doc = "Where to listen, as for the admin port; several paths may share a port.")
            InetSocketAddress listen,

            @Key(doc = "The path of the scrape.", defaultsTo = "/metrics")
            String path,

            @Key(
                    doc = "The vocabulary that is shown. Absent: all that are enabled, or those of the query.",
                    oneOf = {"sluice", "gpt-load", "gatewayz", "realmultillm", "m7", "modelgate", "otel"})
            @Nullable
            String vocabulary,

            @Key(doc = "Whether it serves HTTPS, with the files of `admin.tls`.", defaultsTo = "false")
            boolean tls) {}

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
