package dev.sluice.core.config;

import dev.sluice.core.account.Authenticator;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.config.AuthConfig.ClientKeyConfig;
import dev.sluice.core.config.AuthConfig.Mode;
import dev.sluice.core.config.ProviderConfig.TimeoutOverrides;
import dev.sluice.core.config.ResilienceConfig.TimeoutsConfig;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.provider.GroupRules;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.core.provider.Upstreams;
import dev.sluice.core.routing.Destination;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.Target;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.time.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From a checked {@link GatewayConfig} to the {@link Snapshot} that requests run under: defaults that depend on the
 * machine are filled in, names resolved, client keys hashed; their values are not kept. Gives out numbers of
 * {@link Identities}, so only for a configuration that will be used. Thread-safe.
 */
public final class SnapshotCompiler {

    private static final int MOST_LOOPS_BY_DEFAULT = 8;

    private final Platform platform;
    private final Identities identities;
    private final KeyRings keyRings = new KeyRings(Ticker.SYSTEM, Clock.systemUTC(), (ring, key) -> {});

    public SnapshotCompiler(Platform platform, Identities identities) {
        this.platform = platform;
        this.identities = identities;
    }

    public Snapshot compile(GatewayConfig config, long version) {
        Map<String, Provider> providers = new HashMap<>();
        List<Provider> inOrder = new ArrayList<>();
        for (ProviderConfig provider : config.providers()) {
            Provider compiled = provider(provider, config.resilience().timeouts());
            providers.put(provider.name(), compiled);
            inOrder.add(compiled);
        }
        List<Route> routes =
                config.models().stream().map(model -> route(model, providers)).toList();
        return new Snapshot(
                version,
                server(config.server(), platform),
                admin(config.admin()),
                authenticator(config.auth()),
                inOrder,
                new RouteTable(routes),
                new LogSettings(config.log().access()),
                metrics(config.metrics()));
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
                server.forwardHeaders().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList(),
                server.sluiceHeaders(),
                tls == null ? null : new ServerSettings.Tls(tls.certificate(), tls.privateKey()));
    }

    static AdminSettings admin(AdminConfig admin) {
        return new AdminSettings(
                admin.listen(),
                admin.hosts(),
                admin.users().stream().map(SnapshotCompiler::user).toList(),
                admin.allow().stream().map(Cidr::toString).toList(),
                admin.insecure());
    }

    static MetricsSettings metrics(MetricsConfig metrics) {
        return new MetricsSettings(metrics.vocabularies(), metrics.cardinality().models());
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

    private static Authenticator authenticator(AuthConfig auth) {
        if (auth.mode() == Mode.OPEN) {
            return Authenticator.open();
        }
        Map<KeyHash, ClientKey> keys = new HashMap<>();
        for (ClientKeyConfig key : auth.keys()) {
            byte[] value = key.value().value().getBytes(StandardCharsets.US_ASCII);
            keys.put(KeyHash.of(value, 0, value.length), new ClientKey(key.id(), key.tenant(), key.user()));
        }
        return Authenticator.of(keys);
    }

    private Provider provider(ProviderConfig provider, TimeoutsConfig timeouts) {
        Dialect dialect = Objects.requireNonNull(platform.dialects().get(provider.dialect()), "checked when loaded");
        ProviderConfig.Upstream upstream = provider.upstream();
        return new Provider(
                provider.name(),
                identities.providers().number(provider.name()),
                dialect,
                Upstreams.of(provider.baseUrl().origin(), provider.baseUrl().pathPrefix()),
                keyRings.ring(provider.name(), new KeyRing.Settings(KeyRing.Rotation.ROUND_ROBIN, 3), List.of()),
                GroupRules.NONE,
                new Provider.Limits(
                        upstream.maxConnections(),
                        upstream.maxWaiting(),
                        upstream.idleTimeout().toNanos(),
                        upstream.tls().ca()),
                timeouts(provider.resilience().timeouts(), timeouts),
                null,
                null);
    }

    private static Timeouts timeouts(TimeoutOverrides own, TimeoutsConfig general) {
        return new Timeouts(
                nanos(own.connect(), general.connect()),
                nanos(own.firstByte(), general.firstByte()),
                nanos(own.unary(), general.unary()),
                nanos(own.stall(), general.stall()),
                nanos(own.total(), general.total()));
    }

    private static long nanos(@Nullable Duration own, Duration general) {
        return (own == null ? general : own).toNanos();
    }

    private Route route(ModelConfig model, Map<String, Provider> providers) {
        List<Destination> targets = model.targets().stream()
                .<Destination>map(target -> {
                    Provider provider = Objects.requireNonNull(providers.get(target.provider()), "checked when loaded");
                    return new Target(provider, Objects.requireNonNullElse(target.model(), model.name()), 1, 0, null);
                })
                .toList();
        return Route.of(model.name(), identities.models().number(model.name()), targets);
    }
}
