package dev.sluice.metrics.admin;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A real Prometheus, as it is installed, on a free port of loopback. */
record Prometheus(Process process, RawHttp http) implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on\"? .*address=\"?127\\.0\\.0\\.1:(\\d+)");

    static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> new File(directory, "prometheus").canExecute());
    }

    /**
     * @param folder where it writes
     * @param authorities the certificates that it trusts instead of the machine's own
     * @param features that are off unless they are named
     */
    static Prometheus start(Path configuration, Path folder, Path authorities, String... features) throws IOException {
        Path log = folder.resolve("prometheus.log");
        ProcessBuilder builder = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:0",
                        "--enable-feature=" + String.join(",", features))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("SSL_CERT_FILE", authorities.toString());
        Process process = builder.start();
        await().atMost(Duration.ofMinutes(1))
                .until(() -> !process.isAlive() || listening(log).find());
        Matcher listening = listening(log);
        if (!listening.find()) {
            throw new IOException("prometheus did not start: " + Files.readString(log));
        }
        return new Prometheus(process, new RawHttp(Integer.parseInt(listening.group(1))));
    }

    private static Matcher listening(Path log) throws IOException {
        return LISTENING.matcher(Files.readString(log));
    }

    JsonNode get(String path) {
        return http.get(path).json();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
