package dev.sluice.loads.accounts;

import dev.sluice.loads.run.Pulse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A command that runs, is signalled, ends and runs again; what it prints goes on in one file. One thread at a time. */
final class Program {

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final long ENDS_WITHIN_SECONDS = 60;

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private @Nullable Process process;

    Program(List<String> command, Map<String, String> environment, Path log) {
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
    }

    /** Starts, and looks until the condition holds; says how long that took. */
    Duration start(Pulse.Condition ready) throws IOException {
        long began = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        File out = log.toFile();
        Process started =
                builder.redirectOutput(ProcessBuilder.Redirect.appendTo(out)).start();
        process = started;
        boolean[] holds = {false};
        Pulse.until(STARTS_WITHIN, LOOK, () -> {
            holds[0] = ready.holds();
            return holds[0] || !started.isAlive();
        });
        if (!holds[0]) {
            throw new IOException((started.isAlive() ? "is not ready" : "has ended") + ": " + command + ", see " + log);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    boolean isAlive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    long pid() {
        Process running = process;
        return running == null ? 0 : running.pid();
    }

    /** SIGKILL; waits until it is gone. */
    void kill() throws IOException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            await(running);
        }
    }

    /** SIGTERM; the exit code. */
    int stop() throws IOException {
        Process running = process;
        if (running == null) {
            return 0;
        }
        running.destroy();
        return await(running);
    }

    /** Sends a signal by its name. */
    void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
        if (await(kill) != 0) {
            throw new IOException("kill -" + name + " failed");
        }
    }

    /** All that it has printed so far. */
    List<String> printed() throws IOException {
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private static int await(Process process) throws IOException {
        try {
            if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("a process did not end within a minute");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
