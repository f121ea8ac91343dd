package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.label.Labels;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.routing.Route;
import dev.sluice.core.routing.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LiveConfigTest {

    @TempDir
    Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
    }

    private LiveConfig open(String yaml) {
        Verdict<LiveConfig> verdict = open(yaml, AddedKeys.NONE);
        return ((Verdict.Accepted<LiveConfig>) verdict).value();
    }

    private Verdict<LiveConfig> open(String yaml, AddedKeys added) {
        return LiveConfig.open(
                folder.write("gateway.yaml", yaml), folder.platform(), ConfigFolder.live(), store -> added);
    }

    private static List<ConfigProblem> refused(Verdict<Snapshot> verdict) {
        return ((Verdict.Refused<Snapshot>) verdict).problems();
    }

    @Test
    void opensWithTheFirstVersion() {
        LiveConfig live = open(ConfigFolder.SMALLEST);

        assertThat(live.current().version()).isEqualTo(1);
        assertThat(live.file()).isAbsolute().hasFileName("gateway.yaml");
    }

    @Test
    void doesNotOpenABadFile() {
        Verdict<LiveConfig> verdict = LiveConfig.open(
                folder.write("gateway.yaml", "colour: red"), folder.platform(), ConfigFolder.live(), store -> {
                    throw new AssertionError("the store is opened only for a good file");
                });

        assertThat(((Verdict.Refused<LiveConfig>) verdict).problems())
                .extracting(ConfigProblem::path)
                .contains("colour", "providers", "models");
    }

    @Test
    void refusesIdsOfWhatWasMadeThroughTheApiAndKeepsThat() {
        LiveConfig live = open(ConfigFolder.SMALLEST);
        Tenant made = new Tenant("acme", Tier.FREE, Limits.NONE, true);
        live.live().accounts().put(List.of(Item.ofApi(made, 1)));
        folder.write("gateway.yaml", ConfigFolder.SMALLEST + "tenants: [ { id: next }, { id: acme } ]\n");

        Verdict<Snapshot> verdict = live.reload();

        assertThat(refused(verdict)).extracting(ConfigProblem::path).containsExactly("tenants[1].id");
        assertThat(live.live().accounts().item(ItemKind.TENANT, "next")).isNull();
        folder.write("gateway.yaml", ConfigFolder.SMALLEST + "tenants: [ { id: next } ]\n");
        assertThat(live.reload()).isInstanceOf(Verdict.Accepted.class);
        assertThat(live.live().accounts().items(ItemKind.TENANT, null, 10))
                .extracting(Item::source)
                .containsExactly(Item.Source.API, Item.Source.FILE);
    }

    @Test
    void swapsTheSnapshotAndLeavesTheOldOneAlone() {
        LiveConfig live = open(ConfigFolder.SMALLEST);
        Snapshot before = live.current();
        folder.write("gateway.yaml", ConfigFolder.SMALLEST.replace("gpt-4o", "gpt-5"));

        Verdict<Snapshot> verdict = live.reload();

        assertThat(verdict).isEqualTo(new Verdict.Accepted<>(live.current()));
        assertThat(live.current().version()).isEqualTo(2);
        assertThat(live.current().routes().find("gpt-5")).isNotNull();
        assertThat(live.current().routes().find("gpt-4o")).isNull();
        assertThat(before.version()).isEqualTo(1);
        assertThat(before.routes().find("gpt-4o")).isNotNull();
    }

    @Test
    void readsSubstitutedFilesAgain() {
        folder.write("key", "sk-1\n");
        LiveConfig live = open(ConfigFolder.SMALLEST.replace("sk-test", "\"${file:key}\""));
        folder.write("key", "sk-2\n");

        live.reload();

        assertThat(live.current()
                        .providers()
                        .get(0)
                        .keys()
                        .keys()
                        .get(0)
                        .value()
                        .value())
                .isEqualTo("sk-2");
    }

    @Test
    void keepsTheOldSnapshotWhenTheFileIsBad() {
        LiveConfig live = open(ConfigFolder.SMALLEST);
        Snapshot before = live.current();
        folder.write("gateway.yaml", ConfigFolder.SMALLEST.replace("provider: openai", "provider: azure"));

        assertThat(refused(live.reload()))
                .extracting(ConfigProblem::path)
                .containsExactly("models[0].targets[0].provider");
        assertThat(live.current()).isSameAs(before);

        folder.write("gateway.yaml", ConfigFolder.SMALLEST);
        assertThat(live.reload()).isInstanceOf(Verdict.Accepted.class);
        assertThat(live.current().version()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1:8081, server.listen",
        "'8080 }', '8080, event_loops: 3 }', server.event_loops",
        "127.0.0.1:9464, 127.0.0.1:9465, admin.listen",
        "'9464 }', '9464, aliases: [ { listen: 127.0.0.1:3001 } ] }', admin.aliases",
        "'models:', 'metrics: { cardinality: { models: 7 } }\nmodels:', metrics.cardinality.models",
        "'models:', 'metrics: { cardinality: { keys: 7 } }\nmodels:', metrics.cardinality.keys",
        "'models:', 'metrics: { native_histograms: true }\nmodels:', metrics.native_histograms",
        "'models:', 'tracing: { otlp: { endpoint: http://a/b } }\nmodels:', tracing.otlp",
        "'models:', 'store: { kind: memory }\nmodels:', store",
        "'models:', 'store: { path: other.db }\nmodels:', store",
        "'models:', 'store: { encryption_key: KEY }\nmodels:', store",
        "'models:', 'store: { kind: redis, url: redis://a }\nmodels:', store"
    })
    void saysWhichChangesNeedARestart(String replaced, String by, String path) {
        LiveConfig live = open(ConfigFolder.SMALLEST);
        Snapshot before = live.current();
        folder.write("gateway.yaml", ConfigFolder.SMALLEST.replace(replaced, by.replace("KEY", "ab".repeat(32))));

        assertThat(refused(live.reload())).containsExactly(new ConfigProblem(path, 0, "needs a restart to change"));
        assertThat(live.current()).isSameAs(before);
    }

    @Test
    void takesTheSameNumberOfLoopsWrittenOtherwise() {
        LiveConfig live = open(ConfigFolder.SMALLEST);
        folder.write("gateway.yaml", ConfigFolder.SMALLEST.replace("8080 }", "8080, event_loops: 4 }"));

        assertThat(live.reload()).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void keepsTheNumbersOfNamesOverReloadsAndGivesNoneToWhatIsRefused() {
        LiveConfig live = open(ConfigFolder.SMALLEST);
        int number =
                Objects.requireNonNull(live.current().routes().find("gpt-4o")).label();
        String more = ConfigFolder.SMALLEST.replace(
                "models:", "models:\n  - { name: new, targets: [ { provider: openai } ] }");

        folder.write("gateway.yaml", more.replace("127.0.0.1:8080", "127.0.0.1:8081"));
        live.reload();
        assertThat(live.identities().models().values()).containsExactly("unknown", "other", "gpt-4o");

        folder.write("gateway.yaml", more);
        live.reload();
        assertThat(Objects.requireNonNull(live.current().routes().find("gpt-4o"))
                        .label())
                .isEqualTo(number);
        assertThat(live.identities().models().values()).containsExactly("unknown", "other", "gpt-4o", "new");
        assertThat(live.identities().models().values()[Labels.OTHER]).isEqualTo("other");
    }

    @Test
    void refusesAKeyWithTheNameOfOneThatWasAdded() {
        Set<String> added = ConcurrentHashMap.newKeySet();
        AddedKeys keys = (provider, key) -> added.contains(provider + "/" + key);
        String path = "providers[0].keys[0].name";
        String message = "is the name of a key that was added through the API: choose another, or delete that one";
        added.add("other/first");
        LiveConfig live = ((Verdict.Accepted<LiveConfig>) open(ConfigFolder.SMALLEST, keys)).value();
        Snapshot before = live.current();

        added.add("openai/first");

        assertThat(refused(live.reload())).containsExactly(new ConfigProblem(path, 0, message));
        assertThat(live.current()).isSameAs(before);
        assertThat(((Verdict.Refused<LiveConfig>) open(ConfigFolder.SMALLEST, keys)).problems())
                .containsExactly(new ConfigProblem(path, 0, message));
    }

    @Test
    void keepsWhatWasLearntOverReloads() {
        LiveConfig live = open(ConfigFolder.SMALLEST);
        Target before = target(live);
        ProviderKey key = before.provider().keys().keys().get(0);
        folder.write("gateway.yaml", ConfigFolder.SMALLEST.replace("keys: [", "blacklist_threshold: 7\n    keys: ["));

        live.reload();

        Target after = target(live);
        assertThat(after.vitals()).isSameAs(before.vitals());
        assertThat(after.provider().keys()).isSameAs(before.provider().keys());
        assertThat(after.provider().keys().keys()).containsExactly(key);
        assertThat(after.provider().retries()).isSameAs(before.provider().retries());
        assertThat(live.live().vitals().all()).contains(before.vitals());
    }

    private static Target target(LiveConfig live) {
        return live.current()
                .routes()
                .all()
                .get(0)
                .destinations()
                .get(0)
                .targets()
                .get(0);
    }

    /**
     * Readers, reloads and a changing file at once: every reader sees whole snapshots, never an older one after a
     * newer.
     */
    @Test
    void showsEveryReaderWholeSnapshotsInOrder() throws Exception {
        int reloads = 100;
        LiveConfig live = open(withModel("m0"));
        AtomicBoolean done = new AtomicBoolean();
        Set<Long> versions = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(5);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(threads.submit(() -> readUntil(done, live)));
            }
            Callable<Boolean> reloader = () -> {
                for (int i = 1; i <= reloads; i++) {
                    folder.write("gateway.yaml", withModel("m" + i % 7));
                    Verdict<Snapshot> verdict = live.reload();
                    Snapshot applied = ((Verdict.Accepted<Snapshot>) verdict).value();
                    assertThat(versions.add(applied.version())).isTrue();
                }
                return true;
            };
            List<Future<Boolean>> reloaders = List.of(threads.submit(reloader), threads.submit(reloader));
            for (Future<Boolean> each : reloaders) {
                assertThat(each.get(300, TimeUnit.SECONDS)).isTrue();
            }
            done.set(true);
            for (Future<?> reader : readers) {
                reader.get(300, TimeUnit.SECONDS);
            }
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
        assertThat(live.current().version()).isEqualTo(1 + 2 * reloads);
        assertThat(versions).hasSize(2 * reloads);
        assertThat(live.identities().models().values()).hasSize(2 + 7);
    }

    private static String withModel(String name) {
        return ConfigFolder.SMALLEST
                .replace("gpt-4o", name)
                .replace("name: openai", "name: p-" + name)
                .replace("provider: openai", "provider: p-" + name);
    }

    private static long readUntil(AtomicBoolean done, LiveConfig live) {
        long last = 0;
        while (!done.get()) {
            Snapshot snapshot = live.current();
            assertThat(snapshot.version()).isGreaterThanOrEqualTo(last);
            last = snapshot.version();
            Route route = snapshot.routes().all().get(0);
            assertThat(route.destinations().get(0).targets().get(0).provider())
                    .isSameAs(snapshot.providers().get(0));
            assertThat(snapshot.providers().get(0).name()).isEqualTo("p-" + route.model());
            assertThat(live.identities().models().values()[route.label()]).isEqualTo(route.model());
        }
        return last;
    }
}
