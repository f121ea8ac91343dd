package dev.sluice.metrics.admin;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.cache.Caches;
import dev.sluice.core.cache.ExactCache;
import dev.sluice.core.config.AddedKeys;
import dev.sluice.core.config.LiveConfig;
import dev.sluice.core.config.LiveState;
import dev.sluice.core.config.Platform;
import dev.sluice.core.config.Verdict;
import dev.sluice.core.dialect.Dialects;
import dev.sluice.core.manage.KeyKeeper;
import dev.sluice.core.manage.Management;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.price.PriceBooks;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.RetryBudgets;
import dev.sluice.core.resilience.Vitals;
import dev.sluice.core.resilience.VitalsTable;
import dev.sluice.core.secret.KeyVault;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the management API manages, for tests: a real configuration with real pools of keys, over any store. */
final class Estate implements GatewayListener, AutoCloseable {

    static final Secret SEALING_KEY = new Secret("00112233445566778899aabbccddeeff".repeat(2));

    /** Tests have entries of certain days, which are not to be given up on any later one. */
    private static final Duration LONG = Duration.ofDays(100 * 365);

    private static final String CONFIGURATION = """
            server: { listen: 127.0.0.1:0 }
            admin: { listen: 127.0.0.1:0 }
            auth: { mode: open }
            providers:
              - name: openai
                dialect: openai
                upstreams: [ { url: "http://127.0.0.1:1/api", weight: 2 }, { url: "http://127.0.0.1:2" } ]
                keys:
                  - { name: team-a, value: sk-0123456789abcdef }
                  - { name: team-b, value: sk-short, priority: 2 }
                validation: { concurrency: 2, model: gpt-4o-mini }
              - { name: local, dialect: openai, base_url: "http://127.0.0.1:3" }
              - { name: all, members: [ { provider: openai, weight: 3 }, { provider: local } ] }
            models:
              - { name: gpt-4o, targets: [ { provider: openai } ] }
              - { name: any, targets: [ { provider: all, model: gpt-4o-mini } ] }
            """;

    final FakeProbe probe = new FakeProbe();
    final List<ValidationResult> validated = Collections.synchronizedList(new ArrayList<>());
    final Meters meters = new Meters();
    final ExactCache exact = new ExactCache(Clock.systemUTC(), Runnable::run);
    final Caches caches = new Caches(exact, List.of());
    final LiveConfig config;
    final Management management;

    /** @param sealingKey null: keys cannot be added */
    Estate(Store store, @Nullable Secret sealingKey) {
        this(store, sealingKey, CONFIGURATION);
    }

    /** With one group more, of that name. */
    static Estate withGroup(String name) {
        String more = "  - { name: \"" + name + "\", dialect: openai, base_url: \"http://127.0.0.1:4\" }\n";
        return new Estate(new MemoryStore(), SEALING_KEY, CONFIGURATION.replace("models:\n", more + "models:\n"));
    }

    private Estate(Store store, @Nullable Secret sealingKey, String configuration) {
        KeyKeeper keeper = new KeyKeeper(store, KeyVault.of(sealingKey, List.of()));
        KeyRings rings = new KeyRings(Ticker.SYSTEM, Clock.systemUTC(), keeper);
        VitalsTable vitals = new VitalsTable(Ticker.SYSTEM, (provider, model, from, to) -> {});
        LiveState live = new LiveState(
                rings, vitals, new RetryBudgets(Ticker.SYSTEM), new PriceBooks(Clock.systemUTC()), new Accounts());
        config = read(live, configuration);
        keeper.recall(rings, config.identities().keys());
        management = new Management(
                new Management.Collaborators(
                        config::current,
                        keeper,
                        probe,
                        this,
                        config.identities().keys(),
                        new Management.Books(store, live.accounts(), meters, LONG, Clock.systemUTC()),
                        caches),
                Ticker.SYSTEM);
    }

    private static LiveConfig read(LiveState live, String configuration) {
        Platform platform = new Platform(name -> null, new Dialects().all(), 2, 1 << 30, 1 << 30);
        try {
            Path file = Files.createTempFile("sluice", ".yaml");
            Files.writeString(file, configuration);
            Verdict<LiveConfig> verdict = LiveConfig.open(file, platform, live, settings -> AddedKeys.NONE);
            Files.delete(file);
            return ((Verdict.Accepted<LiveConfig>) verdict).value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    KeyRing ring(String provider) {
        return Objects.requireNonNull(config.live().keys().find(provider));
    }

    ProviderKey key(String provider, String name) {
        return Objects.requireNonNull(ring(provider).find(name));
    }

    /** What is known of the first model of a route. */
    Vitals vitals(String model) {
        return Objects.requireNonNull(config.current().routes().find(model))
                .destinations()
                .get(0)
                .targets()
                .get(0)
                .vitals();
    }

    @Override
    public LoopListener onLoop(int loop) {
        return LoopListener.SILENT;
    }

    @Override
    public void keyValidated(int provider, ValidationResult result) {
        validated.add(result);
    }

    @Override
    public void close() {
        management.close();
    }
}
