package dev.sluice.core.config;

import dev.sluice.core.account.Authenticator;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.Definition;
import dev.sluice.core.config.AuthConfig.Mode;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.price.PriceBooks;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoreSettings;
import dev.sluice.core.store.StoreSettings.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From a checked {@link GatewayConfig} to the {@link Snapshot} that requests run under: defaults that depend on the
 * machine are filled in, names resolved, client keys hashed; their values are not kept. Gives out numbers of
 * {@link Identities} and changes what is live, so only for a configuration that will be used, and for one after the
 * other.
 */
public final class SnapshotCompiler {

    private static final int MOST_LOOPS_BY_DEFAULT = 8;

    private final Platform platform;
    private final Identities identities;
    private final LiveState live;
    private final ProviderCompiler providers;

    /** @param live what snapshots refer to, and leave behind for the next one */
    public SnapshotCompiler(Platform platform, Identities identities, LiveState live) {
        this.platform = platform;
        this.identities = identities;
        this.live = live;
        this.providers = new ProviderCompiler(platform.dialects(), identities, live);
    }

    /**
     * Compiles a configuration that has passed its checks.
     *
     * @param before what it follows, whose turns go on where nothing changed; null at the start
     */
    public Snapshot compile(GatewayConfig config, @Nullable Snapshot before) {
        Groups groups = new GroupCompiler(providers, identities, live, before).compile(config);
        RouteTable routes =
                new RouteCompiler(groups, identities.models(), before == null ? null : before.routes()).compile(config);
        CacheCompiler.nameEmbeddings(config, groups);
        return new Snapshot(
                before == null ? 1 : before.version() + 1,
                server(config.server(), platform),
                admin(config.admin()),
                store(config.store()),
                authenticator(config),
                groups.providers(),
                groups.all(),
                GroupCompiler.proxyKeys(config.providers()),
                routes,
                config.translation(),
                new LogSettings(config.log().access()),
                metrics(config.metrics()),
                prices(config.prices()),
                config.metering().settings(config.providers()),
                tracing(config.tracing()),
                CacheCompiler.compile(config, platform));
    }

    private PriceBooks prices(PricesConfig prices) {
        live.prices().apply(PriceCompiler.compile(prices));
        return live.prices();
    }

    static ServerSettings server(ServerConfig server, Platform platform) {
        ServerConfig.Tls tls = server.tls();
        long bodyMemory = server.bodyMemory().bytes();
        return new ServerSettings(
                server.listen(),
                server.eventLoops() > 0 ? server.eventLoops() : Math.min(platform.cores(), MOST_LOOPS_BY_DEFAULT),
                server.maxConnections(),
                server.maxBody().bytes(),
                server.replayLimit().bytes(),
                bodyMemory > 0 ? bodyMemory : platform.directMemory() / 4,
                deadlines(server),
                server.trustedProxies(),
                server.forwardHeaders().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList(),
                server.sluiceHeaders(),
                tls == null ? null : new ServerSettings.Tls(tls.certificate(), tls.privateKey()));
    }

    static AdminSettings admin(AdminConfig admin) {
        AdminConfig.Tls tls = admin.tls();
        return new AdminSettings(
                admin.listen(),
                admin.hosts(),
                admin.users().stream().map(SnapshotCompiler::user).toList(),
                admin.allow().stream().map(Cidr::toString).toList(),
                admin.insecure(),
                tls == null ? null : new AdminSettings.Tls(tls.certificate(), tls.privateKey(), tls.clientCa()),
                admin.aliases().stream()
                        .map(alias ->
                                new AdminSettings.Alias(alias.listen(), alias.path(), alias.vocabulary(), alias.tls()))
                        .toList());
    }

    static TracingSettings tracing(TracingConfig tracing) {
        TracingConfig.Otlp otlp = tracing.otlp();
        return new TracingSettings(
                otlp == null ? null : new TracingSettings.Otlp(otlp.endpoint(), otlp.headers(), otlp.timeout()),
                tracing.sample());
    }

    static MetricsSettings metrics(MetricsConfig metrics) {
        return new MetricsSettings(
                metrics.vocabularies(), metrics.compat(), metrics.nativeHistograms(), metrics.cardinality());
    }

    /** What the section {@code store} says, for what needs nothing else of a configuration. */
    public static StoreSettings store(StoreConfig store) {
        return new StoreSettings(
                store.kind(),
                store.path(),
                store.synchronous(),
                store.encryptionKey(),
                store.previousEncryptionKeys(),
                store.usage(),
                store.usageRetention(),
                store.whenUnwritable(),
                store.kind() == Kind.REDIS ? redis(store) : null);
    }

    private static StoreSettings.Redis redis(StoreConfig store) {
        StoreConfig.Unreachable unreachable = store.unreachable();
        return new StoreSettings.Redis(
                // Whether it is there has been checked.
                Objects.requireNonNull(store.url()),
                store.prefix(),
                store.ca(),
                new StoreSettings.WhenUnreachable(
                        unreachable.requests(),
                        unreachable.tokens(),
                        unreachable.concurrency(),
                        unreachable.budgets(),
                        unreachable.credits()));
    }

    private static ServerSettings.Deadlines deadlines(ServerConfig server) {
        return new ServerSettings.Deadlines(
                server.headerTimeout().toNanos(),
                server.bodyTimeout().toNanos(),
                server.writeTimeout().toNanos(),
                server.idleTimeout().toNanos(),
                server.drainTimeout().toNanos());
    }

    private static AdminSettings.User user(AdminConfig.User user) {
        return new AdminSettings.User(user.name(), user.role(), text(user.passwordHash()), text(user.tokenHash()));
    }

    private static @Nullable String text(@Nullable Secret hash) {
        return hash == null ? null : hash.value();
    }

    private Authenticator authenticator(GatewayConfig config) {
        List<Definition> definitions = AccountCompiler.definitions(config);
        identities.callers().name(definitions);
        live.accounts().replaceFile(definitions);
        if (config.auth().mode() == Mode.KEYS) {
            return Authenticator.of(live.accounts());
        }
        String anonymous = config.auth().anonymous();
        return config.auth().keys().stream()
                .filter(key -> key.id().equals(anonymous))
                .findFirst()
                .map(key -> Authenticator.open(live.accounts(), hash(key.value())))
                .orElseGet(Authenticator::open);
    }

    private static KeyHash hash(Secret value) {
        byte[] bytes = value.value().getBytes(StandardCharsets.UTF_8);
        return KeyHash.of(bytes, 0, bytes.length);
    }
}
