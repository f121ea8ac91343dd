package dev.sluice.netty.boot;

import dev.sluice.core.config.ConfigLoader;
import dev.sluice.core.config.GatewayConfig;
import dev.sluice.core.config.Verdict;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gateway check}: every problem of a configuration, with its path. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Checks a configuration and prints every problem with its path; exits 1 if there is one.")
final class CheckCommand implements Callable<Integer> {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration file (YAML).")
    private @Nullable Path config;

    @Override
    public Integer call() {
        if (config == null) {
            throw new IllegalStateException("picocli requires the option");
        }
        Verdict<GatewayConfig> verdict = ConfigLoader.load(config.toAbsolutePath(), ThisProcess.platform());
        if (verdict instanceof Verdict.Refused<GatewayConfig> refused) {
            Startup.print(config, refused.problems());
            return 1;
        }
        System.out.println(config + ": no problems");
        return 0;
    }
}
