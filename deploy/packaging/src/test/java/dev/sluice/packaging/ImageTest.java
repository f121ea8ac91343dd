package dev.sluice.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Dockerfile and its scripts, as far as can be told without building an image. */
final class ImageTest {

    @TempDir
    Path folder;

    private final String dockerfile = Deploy.read(Deploy.file("docker/Dockerfile"));

    @ParameterizedTest
    @ValueSource(strings = {"docker/build-steps", "docker/gateway", "compose/prepare"})
    void hasScriptsThatAShellCanRead(String script) throws Exception {
        Deploy.Said said = Deploy.run(folder, "sh", "-n", Deploy.file(script).toString());
        assertThat(said.exitCode()).as(said.output()).isZero();
        assertThat(Deploy.file(script)).isExecutable();
    }

    @Test
    void runsAsNobodyInParticularAndAsksTheGatewayForItsHealth() {
        assertThat(dockerfile)
                .contains(
                        "\nUSER 10001:10001\n",
                        "\nVOLUME /var/lib/sluice\n",
                        "CMD [\"/opt/sluice/bin/gateway\", \"health\"]",
                        "ENTRYPOINT [\"/opt/sluice/bin/gateway\"]")
                .doesNotContain("curl");
    }

    @Test
    void seesTheDescriptionOfTheApiWhichGoesIntoTheJar() {
        assertThat(Deploy.read(Deploy.file("docker/Dockerfile.dockerignore"))).doesNotContain("docs");
    }

    @Test
    void runsTheStepsThatTheScriptHas() {
        String steps = Deploy.read(Deploy.file("docker/build-steps"));
        for (String step : new String[] {"build", "runtime", "files", "archive"}) {
            assertThat(steps).contains("\nstep_" + step + "() {");
        }
        assertThat(dockerfile)
                .contains("build-steps /opt/sluice build\n", "build-steps /opt/sluice runtime files archive\n");
    }
}
