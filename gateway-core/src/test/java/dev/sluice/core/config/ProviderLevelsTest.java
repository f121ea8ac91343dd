package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.ProviderState.Availability;
import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.Breaker;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Vitals;
import dev.sluice.core.routing.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProviderLevelsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static final String FILE = """
            auth: { mode: open }
            providers:
              - name: a
                dialect: openai
                base_url: http://a
                keys: [ { name: k1, value: v1 }, { name: k2, value: v2 } ]
              - { name: b, dialect: openai, base_url: "http://b" }
              - { name: all, members: [ { provider: a }, { provider: b } ] }
              - { name: idle, dialect: openai, base_url: "http://i" }
            models:
              - { name: m, targets: [ { provider: a }, { provider: all } ] }
              - { name: n, targets: [ { provider: a, model: m } ] }
            resilience: { breaker: { failures: 2 } }
            """;

    @TempDir
    Path temporary;

    private final Identities identities = Identities.bounded(10);
    private ConfigFolder folder;
    private SnapshotCompiler compiler;
    private Snapshot snapshot;
    private ProviderLevels levels;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
        compiler = new SnapshotCompiler(folder.platform(), identities, ConfigFolder.live());
        snapshot = compiler.compile(folder.accepted(FILE), null);
        levels = new ProviderLevels(() -> snapshot);
    }

    private List<String> keyCounts() {
        List<String> seen = new ArrayList<>();
        levels.keyCounts((provider, state, count) -> seen.add(name(provider) + " " + state + " " + count));
        return seen;
    }

    private List<String> targets() {
        List<String> seen = new ArrayList<>();
        levels.targets((provider, model, breaker, health) -> seen.add(
                name(provider) + "/" + identities.models().values()[model] + " " + breaker + " " + health.score()));
        return seen;
    }

    private List<String> availability() {
        List<String> seen = new ArrayList<>();
        levels.availability(
                (provider, available) -> seen.add(name(provider) + " " + (available == Availability.AVAILABLE)));
        return seen;
    }

    private String name(int provider) {
        return identities.providers().values()[provider];
    }

    private Vitals vitals(String group, String model) {
        return ((Target) Objects.requireNonNull(snapshot.routes().direct().of(group, model))).vitals();
    }

    private static void open(Vitals vitals) {
        for (int failures = 0; failures < 2; failures++) {
            vitals.breaker().failed(vitals.breaker().tryAcquire());
        }
    }

    @Test
    void countsKeysOfEachGroupThatNeedsSomeInEachState() {
        Provider a = snapshot.providers().get(0);
        ProviderKey key = Objects.requireNonNull(a.keys().find("k2"));
        a.keys()
                .ended(
                        Objects.requireNonNull(a.keys()
                                .select(
                                        0,
                                        List.of(Objects.requireNonNull(a.keys().find("k1"))))),
                        KeyRing.Outcome.REJECTED,
                        -1);

        assertThat(key.state()).hasToString("INVALID");
        assertThat(keyCounts())
                .as("of groups that need keys")
                .containsExactly("a ACTIVE 1", "a COOLING 0", "a INVALID 1", "a DISABLED 0");
        List<String> health = new ArrayList<>();
        levels.keyHealth((provider, label, score) ->
                health.add(name(provider) + "/" + identities.keys().values()[label] + " " + score));
        assertThat(health).containsExactly("a/k1 1.0", "a/k2 0.5");
    }

    @Test
    void showsEachModelAtEachProviderOnce() {
        assertThat(targets()).containsExactly("a/m CLOSED 1.0", "b/m CLOSED 1.0", "idle/other CLOSED 1.0");
    }

    @Test
    void showsModelsThatAreNotConfiguredWhenThereIsSomethingToShow() {
        vitals("b", "unheard-of").health().failed();

        assertThat(targets()).hasSize(4).contains("b/other CLOSED 0.0");
    }

    @Test
    void tellsWhetherAProviderCouldAnswer() {
        assertThat(availability()).containsExactly("a true", "b true", "idle true");

        open(vitals("a", "m"));
        vitals("b", "m").probeDidFail();
        open(vitals("idle", "anything"));
        assertThat(availability()).containsExactly("a false", "b false", "idle false");
        assertThat(targets()).contains("a/m OPEN 1.0", "idle/other OPEN 1.0");

        vitals("a", "m").breaker().reset();
        vitals("b", "m").probeSucceeded();
        assertThat(availability()).containsExactly("a true", "b true", "idle false");

        snapshot.providers()
                .get(0)
                .keys()
                .keys()
                .forEach(key -> snapshot.providers().get(0).keys().disable(key));
        assertThat(availability()).containsExactly("a false", "b true", "idle false");
    }

    @Test
    void callsAProviderUnavailableUntilAnAttemptHasSucceededAgain() {
        String soon = FILE.replace("failures: 2", "failures: 2, open: 1ms");
        snapshot = compiler.compile(folder.accepted(soon), snapshot);
        Breaker breaker = vitals("a", "m").breaker();
        open(vitals("a", "m"));
        await().atMost(MINUTE).until(() -> breaker.state() == BreakerState.HALF_OPEN);
        assertThat(availability()).contains("a false");

        breaker.succeeded(breaker.tryAcquire());
        assertThat(availability()).contains("a true");
    }

    @Test
    void forgetsWhatTheConfigurationInForceDoesNotName() {
        snapshot = compiler.compile(folder.accepted(ConfigFolder.SMALLEST), snapshot);

        assertThat(targets()).containsExactly("openai/gpt-4o CLOSED 1.0");
        assertThat(keyCounts()).hasSize(4).allMatch(line -> line.startsWith("openai "));
        assertThat(availability()).containsExactly("openai true");
    }
}
