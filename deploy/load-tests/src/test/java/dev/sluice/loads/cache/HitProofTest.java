package dev.sluice.loads.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The proof of what hits cost in small, against the gateway that was built just now: that it runs, not what it finds.
 */
final class HitProofTest {

    private static final Path JAR = Path.of("../../gateway-netty/target/sluice.jar");
    private static final String PROGRAM =
            Path.of(System.getProperty("java.home"), "bin", "java") + " -Xmx256m -XX:+UseSerialGC -jar " + JAR;

    @Test
    void asksAProviderOnceAndMeasuresTheRest() {
        Assumptions.assumeTrue(Files.exists(JAR), "no jar: it is there from the phase package on");
        int code = new CommandLine(new HitProof())
                .execute(
                        "--rounds",
                        "1",
                        "--warm-up",
                        "0",
                        "--seconds",
                        "1",
                        "--most",
                        "1000",
                        "--gateway",
                        PROGRAM + " run --config hits.yaml",
                        "--provider",
                        PROGRAM + " simulate --ledger-lines 1000");
        assertThat(code).isZero();
    }
}
