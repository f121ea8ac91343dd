package dev.sluice.loads.vocabularies;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The proofs of what is counted in small, against the gateway that was built just now. */
final class VocabulariesTest {

    private static final Path JAR = Path.of("../../gateway-netty/target/sluice.jar");
    private static final String PROGRAM =
            Path.of(System.getProperty("java.home"), "bin", "java") + " -Xmx256m -XX:+UseSerialGC -jar " + JAR;

    @BeforeEach
    void find() {
        Assumptions.assumeTrue(Files.exists(JAR), "no jar: it is there from the phase package on");
    }

    private static int run(Object proof, String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--gateway", PROGRAM + " run --config vocabularies.yaml"));
        all.addAll(List.of("--provider", PROGRAM + " simulate --ledger-lines 100000"));
        return new CommandLine(proof).execute(all.toArray(String[]::new));
    }

    @Test
    void showsInEveryVocabularyWhatClientsSawAndTheProviderBilled() {
        assertThat(run(new VocabularyProof(), "--requests", "3000", "--concurrency", "16", "--brief"))
                .isZero();
    }

    @Test
    void showsNoMoreForThousandsOfNamesThatNobodyKnows() {
        assertThat(run(new Cardinality(), "--models", "1500", "--paths", "300", "--keys", "300"))
                .isZero();
    }
}
