package dev.sluice.core.config;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.Authenticator;
import dev.sluice.core.account.Authenticator.KeyHash;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Limits.OnExceeded;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Role;
import dev.sluice.core.account.User;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.provider.Origin;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.provider.Timeouts;
import dev.sluice.core.provider.Upstream;
import dev.sluice.core.routing.Route;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoreSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SnapshotCompilerTest {

    private static final String FILE = """
            server:
              listen: 127.0.0.1:8080
              header_timeout: 250ms
              forward_headers: [ X-Team ]
              trusted_proxies: [ 10.0.0.0/8 ]
            admin:
              hosts: [ gateway.test ]
              users: [ { name: prometheus, role: scrape, token_hash: HASH } ]
            auth:
              keys: [ { id: ci, value: client-secret, tenant: acme, user: bot, proxy: [ second ] } ]
            tenants: [ { id: acme } ]
            users: [ { id: bot, tenant: acme } ]
            providers:
              - name: first
                dialect: openai
                base_url: HTTPS://API.example.com/openai
                keys: [ { name: a, value: sk-a }, { name: b, value: sk-b } ]
                upstream: { max_connections: 7, max_waiting: 8, idle_timeout: 9s }
                resilience: { timeouts: { unary: 30s } }
              - { name: second, dialect: openai, base_url: "http://[::1]:9001" }
            models:
              - { name: gpt-4o, targets: [ { provider: first } ] }
              - { name: fast, targets: [ { provider: second, model: llama } ] }
            resilience: { timeouts: { connect: 1s, unary: 2s, first_byte: 3s, stall: 4s, total: 5s } }
            metrics: { cardinality: { models: 1 } }
            """.replace("HASH", "sha256$" + "ab".repeat(32));

    @TempDir
    Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
    }

    private Snapshot compile(String yaml, Identities identities) {
        return new SnapshotCompiler(folder.platform(), identities, ConfigFolder.live())
                .compile(folder.accepted(yaml), null);
    }

    @Test
    void compilesProvidersAndRoutes() {
        Identities identities = Identities.bounded(1);
        Snapshot snapshot = compile(FILE, identities);

        assertThat(snapshot.version()).isEqualTo(1);
        Provider first = snapshot.providers().get(0);
        assertThat(first.upstreams().all())
                .containsExactly(new Upstream(new Origin(true, "api.example.com", 443), "/openai", 1));
        assertThat(first.dialect()).isSameAs(ConfigFolder.OPENAI);
        assertThat(first.keys().keys())
                .extracting(ProviderKey::name, ProviderKey::value)
                .containsExactly(tuple("a", new Secret("sk-a")), tuple("b", new Secret("sk-b")));
        assertThat(first.limits()).isEqualTo(new Provider.Limits(7, 8, 9_000_000_000L, null));
        assertThat(first.timeouts())
                .isEqualTo(
                        new Timeouts(1_000_000_000L, 3_000_000_000L, 30_000_000_000L, 4_000_000_000L, 5_000_000_000L));
        assertThat(snapshot.providers().get(1).upstreams().all())
                .containsExactly(new Upstream(new Origin(false, "::1", 9001), "", 1));
        assertThat(snapshot.providers().get(1).timeouts().unaryNanos()).isEqualTo(2_000_000_000L);
        assertThat(identities.providers().values()[first.label()]).isEqualTo("first");

        Route asked = Objects.requireNonNull(snapshot.routes().find("gpt-4o"));
        assertThat(asked.destinations().get(0).targets()).singleElement().satisfies(target -> {
            assertThat(target.provider()).isSameAs(first);
            assertThat(target.model()).isEqualTo("gpt-4o");
        });
        Route renamed = Objects.requireNonNull(snapshot.routes().find("fast"));
        assertThat(renamed.destinations().get(0).targets().get(0).model()).isEqualTo("llama");
        assertThat(identities.models().values()[asked.label()]).isEqualTo("gpt-4o");
        assertThat(renamed.label()).isEqualTo(Labels.OTHER);
        assertThat(snapshot.routes().find("gpt-5")).isNull();
    }

    @Test
    void compilesServerAndAdmin() {
        Snapshot snapshot = compile(FILE, Identities.bounded(1));

        assertThat(snapshot.server().deadlines().headerNanos()).isEqualTo(250_000_000L);
        assertThat(snapshot.server().forwardHeaders()).containsExactly("x-team");
        assertThat(snapshot.server().trustedProxies()).containsExactly(Cidr.parse("10.0.0.0/8"));
        assertThat(snapshot.server().tls()).isNull();
        assertThat(snapshot.admin().hosts()).containsExactly("gateway.test");
        assertThat(snapshot.admin().users())
                .containsExactly(new AdminSettings.User(
                        "prometheus", AdminSettings.Role.SCRAPE, null, "sha256$" + "ab".repeat(32)));
        assertThat(snapshot.admin().allow()).containsExactly("127.0.0.0/8", "0:0:0:0:0:0:0:1/128");
        assertThat(snapshot.metrics().cardinality().models()).isEqualTo(1);
        assertThat(snapshot.metrics().cardinality().keys()).isEqualTo(100);
        assertThat(snapshot.store())
                .isEqualTo(new StoreSettings(
                        StoreSettings.Kind.SQLITE,
                        temporary.resolve("data/sluice.db"),
                        StoreSettings.Synchronous.NORMAL,
                        null,
                        List.of(),
                        StoreSettings.UsageOf.ALL,
                        java.time.Duration.ofDays(90),
                        StoreSettings.WhenUnwritable.REFUSE,
                        null));
    }

    @Test
    void keepsOfClientKeysOnlyTheirHash() {
        Snapshot snapshot = compile(FILE, Identities.bounded(1));

        byte[] line = "Bearer client-secret".getBytes(US_ASCII);
        Authenticator authenticator = snapshot.authenticator();
        assertThat(authenticator.isOpen()).isFalse();
        assertThat(authenticator.authenticate(KeyHash.of(line, 7, line.length), 0))
                .extracting(Account::key)
                .isEqualTo(new ClientKey("ci", "acme", "bot", Set.of("second"), AllowedModels.ALL));
        assertThat(authenticator.authenticate(KeyHash.of(line, 6, line.length), 0))
                .isNull();
        assertThat(authenticator.authenticate(KeyHash.of(line, 7, 7), 0)).isNull();
        assertThat(snapshot.toString()).doesNotContain("client-secret").doesNotContain("sk-a");
    }

    @Test
    void compilesAccountsAndTheirLimits() {
        LiveState live = ConfigFolder.live();
        String yaml = ConfigFolder.SMALLEST.replace(
                        "mode: open",
                        "keys: [ { id: ci, value: v, user: ann, role: dev,"
                                + " addresses: [ 10.0.0.0/8 ], expires: 2030-01-01T00:00:00Z } ]")
                + """
                users: [ { id: ann, prepaid: true, limits: { tokens_per_month: 9000000000 } } ]
                roles: [ { id: dev, models: [ "gpt-*" ] } ]
                plans: [ { id: free, kind: free, yearly_usd: 9.99, limits: { budget: { usd: 0.5, per: day } } } ]
                """;

        Snapshot snapshot = new SnapshotCompiler(folder.platform(), Identities.bounded(1), live)
                .compile(folder.accepted(yaml), null);

        Account account = Objects.requireNonNull(
                snapshot.authenticator().authenticate(KeyHash.of("v".getBytes(US_ASCII), 0, 1), 0));
        assertThat(account.user())
                .isEqualTo(new User(
                        "ann",
                        "default",
                        new Limits(Map.of(LimitKind.MONTH_TOKENS, 9_000_000_000L), Map.of()),
                        true,
                        true));
        assertThat(account.role()).isEqualTo(new Role("dev", AllowedModels.of(List.of("gpt-*")), Limits.NONE));
        Limits budget = new Limits(
                Map.of(LimitKind.DAY_BUDGET, 500_000_000_000L), Map.of(LimitKind.DAY_BUDGET, OnExceeded.BLOCK));
        assertThat(account.plan()).isEqualTo(new Plan("free", Plan.Kind.FREE, budget, 0, 9_990_000));
        assertThat(account.key().validity())
                .isEqualTo(new ClientKey.Validity(List.of("10.0.0.0/8"), 1_893_456_000_000L, true));
    }

    @Test
    void letsEverybodyInWhereTheModeIsOpen() {
        assertThat(compile(ConfigFolder.SMALLEST, Identities.bounded(1))
                        .authenticator()
                        .isOpen())
                .isTrue();
    }

    @Test
    void fitsLoopsAndBodyMemoryToTheMachine() {
        ServerConfig server = folder.accepted(ConfigFolder.SMALLEST).server();

        assertThat(SnapshotCompiler.server(server, on(4)).eventLoops()).isEqualTo(4);
        assertThat(SnapshotCompiler.server(server, on(64)).eventLoops()).isEqualTo(8);
        assertThat(SnapshotCompiler.server(server, on(4)).bodyMemory()).isEqualTo(1000);

        ServerConfig given = folder.accepted(
                        ConfigFolder.SMALLEST.replace("8080 }", "8080, event_loops: 16, body_memory: 64MiB }"))
                .server();
        assertThat(SnapshotCompiler.server(given, on(4)).eventLoops()).isEqualTo(16);
        assertThat(SnapshotCompiler.server(given, on(4)).bodyMemory()).isEqualTo(64 << 20);
    }

    private static Platform on(int cores) {
        return new Platform(name -> null, Map.of(), cores, 4000, 8000);
    }
}
