package dev.sluice.core.config;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.Definition;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.store.StoreSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that the gateway runs under, and its file. A reload swaps the compiled {@link Snapshot} atomically:
 * who holds the old one keeps it to the end. Thread-safe: {@link #current()} is one volatile read; {@link #reload()}
 * reads files, so it is not for event loops, and reloads go one after another.
 */
public final class LiveConfig {

    private static final String NEEDS_RESTART = "needs a restart to change";

    private final Path file;
    private final Platform platform;
    private final Identities identities;
    private final LiveState live;
    private final AddedKeys added;
    private final SnapshotCompiler compiler;
    private volatile Snapshot current;

    private LiveConfig(Path file, Platform platform, GatewayConfig config, LiveState live, AddedKeys added) {
        this.file = file;
        this.platform = platform;
        this.live = live;
        this.added = added;
        MetricsConfig.Cardinality cardinality = config.metrics().cardinality();
        this.identities = Identities.bounded(
                cardinality.models(), cardinality.keys(), cardinality.tenants(), cardinality.users());
        this.compiler = new SnapshotCompiler(platform, identities, live);
        this.current = compiler.compile(config, null);
    }

    /**
     * Reads the file for the first time, at start-up.
     *
     * @param live what is learnt from now on; still empty
     * @param keys opens the store that the file names, once the rest of the file is found good, and tells which keys
     *     were added there; what it throws is thrown on
     */
    public static Verdict<LiveConfig> open(
            Path file, Platform platform, LiveState live, Function<StoreSettings, AddedKeys> keys) {
        Path absolute = file.toAbsolutePath();
        Verdict<GatewayConfig> loaded = ConfigLoader.load(absolute, platform);
        if (loaded instanceof Verdict.Refused<GatewayConfig> refused) {
            return new Verdict.Refused<>(refused.problems());
        }
        GatewayConfig config = ((Verdict.Accepted<GatewayConfig>) loaded).value();
        AddedKeys added = keys.apply(SnapshotCompiler.store(config.store()));
        List<ConfigProblem> taken = takenNames(config, live, added);
        return taken.isEmpty()
                ? new Verdict.Accepted<>(new LiveConfig(absolute, platform, config, live, added))
                : new Verdict.Refused<>(taken);
    }

    /** What a request that begins now runs under. */
    public Snapshot current() {
        return current;
    }

    /** The names behind the numbers in snapshots; one for the life of the process. */
    public Identities identities() {
        return identities;
    }

    /** What is learnt while the gateway runs; one for the life of the process. */
    public LiveState live() {
        return live;
    }

    /** The configuration file, absolute. */
    public Path file() {
        return file;
    }

    /** Reads the file again: the new snapshot, or what is wrong, in which case the old one stays. */
    public synchronized Verdict<Snapshot> reload() {
        Verdict<GatewayConfig> loaded = ConfigLoader.load(file, platform);
        if (loaded instanceof Verdict.Refused<GatewayConfig> refused) {
            return new Verdict.Refused<>(refused.problems());
        }
        GatewayConfig config = ((Verdict.Accepted<GatewayConfig>) loaded).value();
        List<ConfigProblem> problems = new ArrayList<>(changesThatNeedARestart(config));
        problems.addAll(takenNames(config, live, added));
        if (!problems.isEmpty()) {
            return new Verdict.Refused<>(problems);
        }
        Snapshot next = compiler.compile(config, current);
        current = next;
        return new Verdict.Accepted<>(next);
    }

    private List<ConfigProblem> changesThatNeedARestart(GatewayConfig config) {
        Problems problems = new Problems();
        Snapshot running = current;
        ServerSettings server = SnapshotCompiler.server(config.server(), platform);
        refuseChange(problems, "server.listen", running.server().listen(), server.listen());
        refuseChange(problems, "server.event_loops", running.server().eventLoops(), server.eventLoops());
        refuseChange(
                problems,
                "admin.listen",
                running.admin().listen(),
                config.admin().listen());
        AdminSettings admin = SnapshotCompiler.admin(config.admin());
        refuseChange(problems, "admin.tls", running.admin().tls() != null, admin.tls() != null);
        refuseChange(problems, "admin.aliases", running.admin().aliases(), admin.aliases());
        refuseChange(problems, "store", running.store(), SnapshotCompiler.store(config.store()));
        TracingSettings tracing = SnapshotCompiler.tracing(config.tracing());
        refuseChange(problems, "tracing.otlp", running.tracing().otlp(), tracing.otlp());
        refuseChange(
                problems,
                "metrics.native_histograms",
                running.metrics().nativeHistograms(),
                config.metrics().nativeHistograms());
        MetricsConfig.Cardinality cardinality = config.metrics().cardinality();
        MetricsConfig.Cardinality now = running.metrics().cardinality();
        refuseChange(problems, "metrics.cardinality.models", now.models(), cardinality.models());
        refuseChange(problems, "metrics.cardinality.keys", now.keys(), cardinality.keys());
        refuseChange(problems, "metrics.cardinality.tenants", now.tenants(), cardinality.tenants());
        refuseChange(problems, "metrics.cardinality.users", now.users(), cardinality.users());
        return problems.all();
    }

    /** A key of the file and one of the API cannot have one name: nobody could tell which one is meant. */
    private static List<ConfigProblem> takenNames(GatewayConfig config, LiveState live, AddedKeys added) {
        Problems problems = new Problems();
        for (int i = 0; i < config.providers().size(); i++) {
            ProviderConfig provider = config.providers().get(i);
            String path = KeyPath.key(KeyPath.item("providers", i), "keys");
            for (int j = 0; j < provider.keys().size(); j++) {
                if (added.has(provider.name(), provider.keys().get(j).name())) {
                    problems.add(
                            KeyPath.key(KeyPath.item(path, j), "name"),
                            "is the name of a key that was added through the API: choose another, or delete that one");
                }
            }
        }
        takenIds(config, live.accounts(), problems);
        return problems.all();
    }

    /** Ids are unique over file and API, as keys' names are. */
    private static void takenIds(GatewayConfig config, Accounts accounts, Problems problems) {
        Map<ItemKind, Integer> places = new EnumMap<>(ItemKind.class);
        for (Definition each : AccountCompiler.definitions(config)) {
            int place = places.merge(each.itemKind(), 1, Integer::sum) - 1;
            if (accounts.made(each.itemKind(), each.id()) != null) {
                problems.add(
                        KeyPath.key(KeyPath.item(section(each.itemKind()), place), "id"),
                        "is the id of one that was made through the API: choose another, or delete that one");
            }
        }
    }

    private static String section(ItemKind kind) {
        return kind == ItemKind.CLIENT_KEY ? "auth.keys" : ScalarTypes.written(kind) + "s";
    }

    private static void refuseChange(
            Problems problems, String path, @Nullable Object running, @Nullable Object wanted) {
        if (!Objects.equals(running, wanted)) {
            problems.add(path, NEEDS_RESTART);
        }
    }
}
