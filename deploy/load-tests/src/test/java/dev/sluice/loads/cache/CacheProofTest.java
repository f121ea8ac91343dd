package dev.sluice.loads.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The proof of cached answers in small, against the gateway that was built just now. */
final class CacheProofTest {

    private static final Path JAR = Path.of("../../gateway-netty/target/sluice.jar");
    private static final String PROGRAM =
            Path.of(System.getProperty("java.home"), "bin", "java") + " -Xmx256m -XX:+UseSerialGC -jar " + JAR;

    @Test
    void countsWhatClientsGotFromCachesAndGivesItByteForByte() {
        Assumptions.assumeTrue(Files.exists(JAR), "no jar: it is there from the phase package on");
        int code = new CommandLine(new CacheProof())
                .execute(
                        "--requests",
                        "2000",
                        "--sets",
                        "40",
                        "--concurrency",
                        "8",
                        "--runs",
                        "0",
                        "--gateway",
                        PROGRAM + " run --config cache.yaml",
                        "--provider",
                        PROGRAM + " simulate --ledger-lines 100000");
        assertThat(code).isZero();
    }
}
