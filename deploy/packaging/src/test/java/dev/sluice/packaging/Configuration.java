package dev.sluice.packaging;

import dev.sluice.core.config.ConfigLoader;
import dev.sluice.core.config.ConfigProblem;
import dev.sluice.core.config.GatewayConfig;
import dev.sluice.core.config.Platform;
import dev.sluice.core.config.Verdict;
import dev.sluice.core.dialect.Dialects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration as the gateway would read it where it is deployed: the folders that are mounted there are under
 * another one, and what it refers to is there.
 */
final class Configuration {

    private static final Pattern MOUNTED = Pattern.compile("(/etc/sluice|/run/secrets|/var/lib/sluice)(?=/)");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{file:([^}]+)}");
    private static final String HASH = "sha256$" + "0a".repeat(32);
    private static final long DIRECT_MEMORY = 256L << 20;
    private static final long HEAP_MEMORY = 256L << 20;

    private final Path root;

    Configuration(Path root) {
        this.root = root;
    }

    /** Where something that is mounted is to be found. */
    Path mounted(String path) {
        return root.resolve(path.substring(1));
    }

    /** Writes it, and all files that it names. */
    Path write(String text) throws IOException {
        String moved = moved(text);
        Matcher reference = REFERENCE.matcher(moved);
        while (reference.find()) {
            Path file = Path.of(reference.group(1));
            if (file.isAbsolute() && !Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, contents(file.getFileName().toString()));
            }
        }
        return Files.writeString(root.resolve("gateway.yaml"), moved);
    }

    /** The same text, with what is mounted where it is here. */
    String moved(String text) {
        return MOUNTED.matcher(text).replaceAll(Matcher.quoteReplacement(root.toString()) + "$1");
    }

    private static String contents(String name) {
        if (name.endsWith("hash")) {
            return HASH;
        }
        return name.contains("key") ? "0b".repeat(32) : "0c".repeat(32);
    }

    /** What the gateway has against it; every variable of the environment is there. */
    static List<String> problems(Path file) {
        Platform platform =
                new Platform(name -> "value-of-" + name, new Dialects().all(), 2, DIRECT_MEMORY, HEAP_MEMORY);
        Verdict<GatewayConfig> verdict = ConfigLoader.load(file, platform);
        return verdict instanceof Verdict.Refused<GatewayConfig> refused
                ? refused.problems().stream().map(ConfigProblem::toString).toList()
                : List.of();
    }
}
