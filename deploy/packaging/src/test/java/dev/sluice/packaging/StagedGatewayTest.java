package dev.sluice.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The folder of which the image is made, and the gateway from it: with a runtime of its own and nothing to write to.
 */
final class StagedGatewayTest {

    private static final Path JAR = Deploy.file("../gateway-netty/target/sluice.jar");
    private static final Pattern LISTENS = Pattern.compile("listens on (http://\\S+),");
    private static final String SIGTERM_EXIT = "143";

    @TempDir
    Path folder;

    @Test
    void runsWithoutAJdkAndWithoutATemporaryFolder() throws Exception {
        Path javaHome = Path.of(System.getProperty("java.home"));
        Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "Linux only");
        Assumptions.assumeTrue(Files.isExecutable(javaHome.resolve("bin/jlink")), "no jlink");
        Assumptions.assumeTrue(Files.exists(JAR), "no jar: it is there from the phase package on");
        Path staged = folder.resolve("sluice");
        ProcessBuilder steps = new ProcessBuilder(
                        Deploy.file("docker/build-steps").toString(), staged.toString(), "runtime", "files")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("steps.log").toFile());
        steps.environment().put("JAVA_HOME", javaHome.toString());
        assertThat(steps.start().waitFor())
                .as(Deploy.read(folder.resolve("steps.log")))
                .isZero();

        Process gateway = start(staged);
        try {
            String url = url();
            Deploy.Said health =
                    Deploy.run(folder, staged.resolve("bin/gateway").toString(), "health", "--url", url + "/readyz");
            assertThat(health.exitCode()).as(health.output()).isZero();
            String mapped = Deploy.read(Path.of("/proc", String.valueOf(gateway.pid()), "maps"));
            assertThat(mapped).contains(staged.resolve("native") + "/libsqlitejdbc.so", "/native/libnetty_transport");
        } finally {
            gateway.destroy();
            assertThat(gateway.waitFor()).hasToString(SIGTERM_EXIT);
        }
    }

    private Process start(Path staged) throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", event_loops: 1 }
                admin: { listen: "127.0.0.1:0" }
                auth: { mode: open }
                store: { kind: sqlite, path: state/sluice.db }
                providers: [ { name: up, dialect: openai, base_url: "http://127.0.0.1:9" } ]
                models: [ { name: m, targets: [ { provider: up } ] } ]
                """);
        ProcessBuilder builder = new ProcessBuilder(
                        staged.resolve("bin/gateway").toString(), "run", "--config", file.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(folder.resolve("gateway.log").toFile());
        builder.environment().put("GATEWAY_JAVA_OPTS", "-Djava.io.tmpdir=" + folder.resolve("is-not-there"));
        return builder.start();
    }

    private String url() {
        return await().atMost(Duration.ofMinutes(1))
                .until(
                        () -> {
                            Matcher line = LISTENS.matcher(Deploy.read(folder.resolve("gateway.log")));
                            return line.find() ? line.group(1) : "";
                        },
                        found -> !found.isEmpty());
    }
}
