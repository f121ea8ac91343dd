package dev.sluice.netty.boot;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gateway run}: the gateway, until the process is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the gateway. SIGTERM and Ctrl-C drain it; SIGHUP reloads its configuration.")
final class RunCommand implements Callable<Integer> {

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration file (YAML).")
    private @Nullable Path config;

    @Override
    public Integer call() {
        if (config == null) {
            throw new IllegalStateException("picocli requires the option");
        }
        return Startup.run(config, Startup.Extras.NONE);
    }
}
