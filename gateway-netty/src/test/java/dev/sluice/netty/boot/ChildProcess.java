package dev.sluice.netty.boot;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code gateway} command as a process of its own, on the class path of the tests. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final Thread outReader;
    private final Thread errReader;

    private ChildProcess(Process process) {
        this.process = process;
        this.outReader = collect(process.getInputStream(), out);
        this.errReader = collect(process.getErrorStream(), err);
    }

    /** @param temporary where it makes its temporary files */
    static ChildProcess gateway(Path temporary, String... arguments) {
        return gateway(temporary, Map.of(), arguments);
    }

    /** With these variables in its environment, besides those that are there. */
    static ChildProcess gateway(Path temporary, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ChildProcess type(String text) throws IOException {
        try (OutputStream in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** Waits for its end, and gives the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end: " + out + err);
        }
        outReader.join();
        errReader.join();
        return process.exitValue();
    }

    /** Sends SIGTERM. */
    void terminate() {
        // Through its handle: Process.destroy would close its outputs as well.
        process.toHandle().destroy();
    }

    Process process() {
        return process;
    }

    List<String> out() {
        return out;
    }

    List<String> err() {
        return err;
    }

    /** The first group of a pattern, once a line of either output matches. */
    String awaitLine(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        List<String> found = new ArrayList<>();
        await().atMost(Duration.ofSeconds(120)).until(() -> {
            List<String> lines = new ArrayList<>(out);
            lines.addAll(err);
            for (String line : lines) {
                Matcher matcher = wanted.matcher(line);
                if (matcher.find()) {
                    found.add(matcher.group(matcher.groupCount() > 0 ? 1 : 0));
                    return true;
                }
            }
            if (!process.isAlive()) {
                throw new AssertionError("it has ended: " + lines);
            }
            return false;
        });
        return found.get(0);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static Thread collect(InputStream from, List<String> lines) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader in = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
                        in.lines().forEach(lines::add);
                    } catch (IOException | UncheckedIOException gone) {
                        lines.add(gone.toString());
                    }
                },
                "child-output");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }
}
