package dev.sluice.loads.accounts;

import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Provider;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * All that a proof of accounts runs against, and starts itself: the simulated provider, one gateway or several, and the
 * Redis that several share. Everything is on free ports and in a folder that goes when the proof has held.
 */
public final class Installation {

    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(60);

    @Option(
            names = "--gateway",
            description = "The command of a gateway (default: ./gateway run --config deploy/load-tests/accounts.yaml, "
                    + "or accounts-redis.yaml).")
    private String gateway = "";

    @Option(
            names = "--provider",
            defaultValue = "./gateway simulate --ledger-lines 1000000",
            description = "The command of the simulated provider (default: ${DEFAULT-VALUE}).")
    private String provider = "";

    @Option(names = "--nodes", defaultValue = "1", description = "How many gateways (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--redis", description = "They share their accounts through a Redis that is started, too.")
    private boolean shared;

    @Option(names = "--keep", description = "Whether the folder stays, with the logs of all that was started.")
    private boolean keep;

    private final List<Node> nodes = new ArrayList<>();
    private String configuration = "";
    private List<String> keys = List.of();
    private @Nullable RedisProcess redis;
    private @Nullable Program simulated;
    private InetSocketAddress providerAddress = InetSocketAddress.createUnresolved("127.0.0.1", 9001);

    /**
     * Has the gateways run with another configuration, where no command is given, and the provider know these keys.
     *
     * @param file the configuration
     * @param known as {@code NAME=VALUE[:BEHAVIOUR]}
     */
    public void stage(String file, List<String> known) {
        configuration = file;
        keys = List.copyOf(known);
    }

    /** What a proof does with its report. */
    public interface Proof {
        void run(Report report) throws Exception;
    }

    /** Runs a proof between starting and ending everything; the exit code. */
    public int prove(Report report, Proof proof) throws Exception {
        Path folder = Files.createTempDirectory("sluice-proof-");
        try {
            open(folder);
            proof.run(report);
        } finally {
            close();
            if (keep || report.failed() > 0) {
                report.figure("folder", folder.toString());
            } else {
                delete(folder);
            }
        }
        return report.print();
    }

    List<Node> nodes() {
        return nodes;
    }

    public Node node(int number) {
        return nodes.get(number % nodes.size());
    }

    /** The data ports of all gateways. */
    List<InetSocketAddress> addresses() {
        return nodes.stream().map(Node::address).toList();
    }

    boolean isShared() {
        return shared;
    }

    /** The Redis that the gateways share. */
    RedisProcess redis() {
        RedisProcess started = redis;
        if (started == null) {
            throw new IllegalStateException("there is none without --redis");
        }
        return started;
    }

    /**
     * How many tokens of today the limit of a key has counted: each gateway's own count, or the one that all share.
     *
     * @param most what the limit allows a day
     */
    List<Long> countedTokens(String key, long most) throws IOException {
        if (shared) {
            try (SharedCounts counts = new SharedCounts(redis().address())) {
                return List.of(counts.tokens(key, LocalDate.now(Clock.systemUTC())));
            }
        }
        List<Long> counted = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            try (Admin admin = node.admin()) {
                Map<String, String> labels = Map.of("key", key, "limit", "day_tokens");
                counted.add(most - (long) admin.scrape().sum("sluice_limit_remaining", labels));
            }
        }
        return counted;
    }

    /**
     * Whether each gateway has counted tokens of all these keys since it was started; before it shows nothing of them.
     */
    boolean showsTokensOf(Collection<String> ids) throws IOException {
        for (Node node : nodes) {
            try (Admin admin = node.admin()) {
                Set<String> shown = admin.scrape().named("sluice_limit_remaining").stream()
                        .map(sample -> sample.labels().getOrDefault("key", ""))
                        .collect(Collectors.toSet());
                if (!shown.containsAll(ids)) {
                    return false;
                }
            }
        }
        return true;
    }

    public Provider provider() {
        return Provider.at(providerAddress);
    }

    /** Waits until no exchange is open at any gateway, and all are in the ledger; fails the report otherwise. */
    public void rest(Report report) throws IOException {
        for (int i = 0; i < nodes.size(); i++) {
            try (Admin admin = nodes.get(i).admin()) {
                if (!Pulse.until(SETTLES_WITHIN, LOOK, admin::isAtRest)) {
                    report.fail("gateway " + i + " still has "
                            + admin.scrape().sum("sluice_reservations_open", Map.of()) + " open exchanges and "
                            + admin.scrape().sum("sluice_journal_behind_entries", Map.of())
                            + " that are not in the ledger");
                }
            }
        }
    }

    private void open(Path folder) throws IOException {
        providerAddress = Ports.free();
        List<String> command = words(provider);
        command.addAll(List.of("--listen", Ports.text(providerAddress)));
        keys.forEach(key -> command.addAll(List.of("--key", key)));
        Program program = new Program(command, Map.of(), folder.resolve("provider.log"));
        simulated = program;
        program.start(() -> answers(providerAddress, "/_sim/stats"));
        Map<String, String> environment = new HashMap<>();
        environment.put("PROOF_PROVIDER", "http://" + Ports.text(providerAddress));
        if (shared) {
            RedisProcess started = new RedisProcess(Files.createDirectory(folder.resolve("redis")));
            redis = started;
            started.start();
            environment.put("PROOF_REDIS", started.url());
        }
        for (int i = 0; i < count; i++) {
            Node node = new Node(words(command()), environment, Files.createDirectory(folder.resolve("gateway-" + i)));
            nodes.add(node);
            node.start();
        }
    }

    private String command() {
        if (!gateway.isEmpty()) {
            return gateway;
        }
        String accounts = "deploy/load-tests/accounts" + (shared ? "-redis" : "") + ".yaml";
        return "./gateway run --config " + (configuration.isEmpty() ? accounts : configuration);
    }

    /** Gateways first, so that none misses what it stands on. */
    private void close() throws IOException {
        for (Node node : nodes) {
            node.stop();
        }
        if (redis != null) {
            redis.stop();
        }
        if (simulated != null) {
            simulated.stop();
        }
    }

    private static List<String> words(String command) {
        return new ArrayList<>(List.of(command.trim().split("\\s+")));
    }

    private static boolean answers(InetSocketAddress address, String path) {
        try (Connection connection = new Connection(address, Duration.ofSeconds(5))) {
            return connection.exchange(Request.get(path)).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
