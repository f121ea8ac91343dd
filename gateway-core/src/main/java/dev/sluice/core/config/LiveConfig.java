package dev.sluice.core.config;

import dev.sluice.core.observe.Identities;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

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
    private final SnapshotCompiler compiler;
    private volatile Snapshot current;

    private LiveConfig(Path file, Platform platform, GatewayConfig config) {
        this.file = file;
        this.platform = platform;
        this.identities = Identities.bounded(config.metrics().cardinality().models());
        this.compiler = new SnapshotCompiler(platform, identities);
        this.current = compiler.compile(config, 1);
    }

    /** Reads the file for the first time, at start-up. */
    public static Verdict<LiveConfig> open(Path file, Platform platform) {
        Path absolute = file.toAbsolutePath();
        Verdict<GatewayConfig> loaded = ConfigLoader.load(absolute, platform);
        if (loaded instanceof Verdict.Accepted<GatewayConfig> accepted) {
            return new Verdict.Accepted<>(new LiveConfig(absolute, platform, accepted.value()));
        }
        return new Verdict.Refused<>(((Verdict.Refused<GatewayConfig>) loaded).problems());
    }

    /** What a request that begins now runs under. */
    public Snapshot current() {
        return current;
    }

    /** The names behind the numbers in snapshots; one for the life of the process. */
    public Identities identities() {
        return identities;
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
        List<ConfigProblem> fixed = changesThatNeedARestart(config);
        if (!fixed.isEmpty()) {
            return new Verdict.Refused<>(fixed);
        }
        Snapshot next = compiler.compile(config, current.version() + 1);
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
        int models = config.metrics().cardinality().models();
        refuseChange(problems, "metrics.cardinality.models", running.metrics().models(), models);
        return problems.all();
    }

    private static void refuseChange(Problems problems, String path, Object running, Object wanted) {
        if (!Objects.equals(running, wanted)) {
            problems.add(path, NEEDS_RESTART);
        }
    }
}
