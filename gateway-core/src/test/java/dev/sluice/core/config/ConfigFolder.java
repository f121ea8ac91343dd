package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.dialect.Dialect;
import dev.sluice.core.price.PriceBooks;
import dev.sluice.core.provider.KeyRings;
import dev.sluice.core.resilience.RetryBudgets;
import dev.sluice.core.resilience.VitalsTable;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A folder with a configuration file, and the platform that it is read on. */
final class ConfigFolder {

    /** The smallest useful file. */
    static final String SMALLEST = """
            server: { listen: 127.0.0.1:8080 }
            admin:  { listen: 127.0.0.1:9464 }
            auth:   { mode: open }
            providers:
              - name: openai
                dialect: openai
                base_url: http://127.0.0.1:9001
                keys: [ { name: first, value: sk-test } ]
            models:
              - name: gpt-4o
                targets: [ { provider: openai } ]
            """;

    static final Dialect OPENAI = dialect("openai");
    private static final Dialect ANTHROPIC = dialect("anthropic");

    /** Time stands still. */
    private static final Ticker TICKER = () -> 0;

    final Map<String, String> environment = new HashMap<>();
    private final Path folder;

    ConfigFolder(Path folder) {
        this.folder = folder;
    }

    @SuppressWarnings("ReferenceEquality")
    private static Dialect dialect(String name) {
        return (Dialect) Proxy.newProxyInstance(
                Dialect.class.getClassLoader(),
                new Class<?>[] {Dialect.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "toString" -> name;
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** Nothing has been learnt yet, and nobody watches. */
    static LiveState live() {
        return new LiveState(
                new KeyRings(TICKER, Clock.systemUTC(), (ring, key) -> {}),
                new VitalsTable(TICKER, (provider, model, from, to) -> {}),
                new RetryBudgets(TICKER),
                new PriceBooks(Clock.systemUTC()),
                new Accounts());
    }

    Platform platform() {
        return platform(4L << 30);
    }

    Platform platform(long heapMemory) {
        return new Platform(
                environment::get, Map.of("openai", OPENAI, "anthropic", ANTHROPIC), 4, 1L << 30, heapMemory);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** Puts a file there as a whole: nobody sees a part of it. */
    Path write(String name, String text) {
        try {
            Path part = Files.writeString(Files.createTempFile(folder, "part", null), text);
            return Files.move(part, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Verdict<GatewayConfig> load(String yaml) {
        return ConfigLoader.load(write("gateway.yaml", yaml), platform());
    }

    GatewayConfig accepted(String yaml) {
        Verdict<GatewayConfig> verdict = load(yaml);
        assertThat(verdict).as(verdict::toString).isInstanceOf(Verdict.Accepted.class);
        return ((Verdict.Accepted<GatewayConfig>) verdict).value();
    }

    List<ConfigProblem> refused(String yaml) {
        Verdict<GatewayConfig> verdict = load(yaml);
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        return ((Verdict.Refused<GatewayConfig>) verdict).problems();
    }
}
