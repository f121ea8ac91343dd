package dev.sluice.core.store.sqlite;

import static dev.sluice.core.store.StoreContract.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.time.Ticker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes: what it was told to be durable is there, and the store opens at once. */
final class CrashTest {

    private static final int ROUNDS = 4;

    @TempDir
    Path folder;

    @Test
    void losesNothingThatWasAcknowledgedWhenTheProcessIsKilled() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path file = folder.resolve("sluice.db");
        Map<String, Integer> acknowledged = new HashMap<>();

        for (int round = 0; round < ROUNDS; round++) {
            acknowledged.putAll(killedAfter(20 + random.nextInt(2_000), file));

            assertAllThere(acknowledged, file, "seed " + seed + ", round " + round);
        }
    }

    private static void assertAllThere(Map<String, Integer> acknowledged, Path file, String when) {
        try (SqliteStore store = SqliteStore.open(file, Synchronous.NORMAL, Ticker.SYSTEM)) {
            Map<String, Integer> found = new HashMap<>();
            store.providerKeys().forEach(key -> found.put(key.name(), key.failures()));
            assertThat(acknowledged).as(when).isNotEmpty();
            acknowledged.forEach((name, count) ->
                    assertThat(found.get(name)).as(name + ", " + when).isGreaterThanOrEqualTo(count));
            found.forEach((name, count) -> assertThat(found.get(partner(name)))
                    .as("both or none, " + when)
                    .isEqualTo(count));
        }
    }

    /** Runs a writer until it has acknowledged so many writes, kills it, and tells what it acknowledged. */
    private static Map<String, Integer> killedAfter(int writes, Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Map<String, Integer> acknowledged = new HashMap<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int seen = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split(" ");
                if (parts.length == 3 && parts[2].equals(".")) {
                    acknowledged.put(parts[0], Integer.parseInt(parts[1]));
                }
                if (++seen == writes) {
                    // Not Process.destroyForcibly, which would close what is still to be read.
                    process.toHandle().destroyForcibly();
                }
            }
            assertThat(seen).as("it wrote until it was killed").isGreaterThanOrEqualTo(writes);
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        return acknowledged;
    }

    private static String partner(String name) {
        return name.startsWith("a") ? "b" + name.substring(1) : "a" + name.substring(1);
    }

    /** The process that is killed: saves pairs of rows without end, and prints each that is durable. */
    static final class Writer {

        public static void main(String[] arguments) {
            SqliteStore store = SqliteStore.open(Path.of(arguments[0]), Synchronous.NORMAL, Ticker.SYSTEM);
            int start = store.providerKeys().stream()
                    .mapToInt(StoredKey::failures)
                    .max()
                    .orElse(0);
            for (int count = start + 1; ; count++) {
                int written = count;
                String name = Integer.toString(count % 50);
                var saved = store.saveProviderKeys(List.of(key("a" + name, count), key("b" + name, count)))
                        .thenRun(() -> System.out.println("a" + name + " " + written + " ."));
                if (count % 7 == 0) {
                    saved.toCompletableFuture().join();
                }
            }
        }
    }
}
