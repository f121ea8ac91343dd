package dev.sluice.monitoring.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A process that lives as long as the test, and writes what it has to say into a file. */
final class Spawned implements AutoCloseable {

    private final Process process;
    private final Path log;

    private Spawned(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Spawned start(Path log, Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().putAll(environment);
        return new Spawned(builder.start(), log);
    }

    /** What it says at the first place that the pattern matches; building the gateway may take its time. */
    Matcher says(String pattern) {
        Pattern awaited = Pattern.compile(pattern);
        Awaitility.await(pattern)
                .atMost(Duration.ofMinutes(8))
                .pollInterval(Duration.ofMillis(200))
                .failFast(() -> assertThat(process.isAlive()).as(said()).isTrue())
                .until(() -> awaited.matcher(said()).find());
        Matcher found = awaited.matcher(said());
        found.find();
        return found;
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
