package dev.sluice.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit for systemd. */
final class ServiceUnitTest {

    @TempDir
    Path folder;

    private final String unit = Deploy.read(Deploy.file("systemd/sluice.service"));

    @Test
    void isVerifiedBySystemd() throws Exception {
        Assumptions.assumeTrue(Deploy.installed("systemd-analyze"), "systemd-analyze is not installed");
        Path file = Files.writeString(
                folder.resolve("sluice.service"), unit.replace("/opt/sluice/bin/gateway", "/bin/true"));
        Deploy.Said said = Deploy.run(folder, "systemd-analyze", "verify", "--man=no", file.toString());
        assertThat(said.output()).doesNotContain("sluice.service");
        assertThat(said.exitCode()).isZero();
    }

    @Test
    void reloadsBySignalAndStopsAfterTheDrain() {
        assertThat(unit).contains("ExecReload=/bin/kill -HUP $MAINPID", "TimeoutStopSec=60s", "KillSignal=SIGTERM");
    }

    @Test
    void takesAwayWhatTheGatewayDoesNotNeed() {
        assertThat(unit)
                .contains(
                        "NoNewPrivileges=yes",
                        "ProtectSystem=strict",
                        "CapabilityBoundingSet=\n",
                        "User=sluice",
                        "StateDirectory=sluice")
                // The JVM would not start.
                .doesNotContain("MemoryDenyWriteExecute=");
    }
}
