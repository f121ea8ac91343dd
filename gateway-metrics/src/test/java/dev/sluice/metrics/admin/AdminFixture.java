package dev.sluice.metrics.admin;

import dev.sluice.core.config.AdminSettings;
import dev.sluice.core.config.AdminSettings.Alias;
import dev.sluice.core.config.AdminSettings.Role;
import dev.sluice.core.config.AdminSettings.Tls;
import dev.sluice.core.config.AdminSettings.User;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.metrics.admin.RawHttp.Reply;
import dev.sluice.metrics.vocabulary.Site;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** An admin port over a site with a little traffic, for tests. */
final class AdminFixture implements AutoCloseable {

    static final String SCRAPER = basic("prometheus", "scrape-me");
    static final String ADMIN = basic("root", "rule-me");
    static final String TOKEN = "Authorization: Bearer token-for-scrapes";
    static final String JSON = "Content-Type: application/json";
    static final List<User> USERS = List.of(
            new User("prometheus", Role.SCRAPE, hash("scrape-me"), null),
            new User("root", Role.ADMIN, hash("rule-me"), null),
            new User("agent", Role.SCRAPE, null, sha256("token-for-scrapes")));

    final Site site = new Site();
    final Estate estate;
    final AtomicInteger reloads = new AtomicInteger();
    ReloadHook onReload = () -> new ReloadOutcome.Applied(reloads.incrementAndGet());
    final AdminServer server;
    final RawHttp http;

    AdminFixture(AdminSettings settings) throws IOException {
        this(settings, AdminServer.Options.NONE);
    }

    AdminFixture(AdminSettings settings, AdminServer.Options options) throws IOException {
        this(settings, options, new Estate(new MemoryStore(), Estate.SEALING_KEY));
    }

    private AdminFixture(AdminSettings settings, AdminServer.Options options, Estate estate) throws IOException {
        this.estate = estate;
        AdminServer.Collaborators with = new AdminServer.Collaborators(
                site.exposition, site.state, () -> onReload.reload(), estate.management, site.recent);
        server = AdminServer.start(settings, with, options);
        http = new RawHttp(server.port());
    }

    /** Of operators, over these providers. */
    static AdminFixture over(Estate estate) throws IOException {
        return new AdminFixture(settings(USERS, List.of()), AdminServer.Options.NONE, estate);
    }

    static AdminFixture open() throws IOException {
        return new AdminFixture(settings(List.of(), List.of()));
    }

    static AdminFixture withUsers() throws IOException {
        return new AdminFixture(settings(USERS, List.of()));
    }

    /** As an operator. */
    Reply get(String path) {
        return http.get(path, ADMIN);
    }

    /** As an operator. */
    Reply post(String path, String body) {
        return http.post(path, body, ADMIN, JSON);
    }

    /** As an operator. */
    Reply delete(String path) {
        return http.send("DELETE", path, "", ADMIN);
    }

    static AdminSettings settings(List<User> users, List<String> allow) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new AdminSettings(any, List.of("metrics.example"), users, allow, false, null, List.of());
    }

    static AdminSettings with(AdminSettings settings, Tls tls) {
        return new AdminSettings(
                settings.listen(),
                settings.hosts(),
                settings.users(),
                settings.allow(),
                settings.insecure(),
                tls,
                settings.aliases());
    }

    static AdminSettings with(AdminSettings settings, List<Alias> aliases) {
        return new AdminSettings(
                settings.listen(),
                settings.hosts(),
                settings.users(),
                settings.allow(),
                settings.insecure(),
                settings.tls(),
                aliases);
    }

    static String basic(String user, String password) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    static String hash(String password) {
        try {
            byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, 10_000, 256);
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            Base64.Encoder base64 = Base64.getEncoder();
            return "pbkdf2$10000$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String sha256(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return "sha256$" + HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
        estate.close();
        site.close();
    }
}
