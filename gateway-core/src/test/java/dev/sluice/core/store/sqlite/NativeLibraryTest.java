package dev.sluice.core.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteJDBCLoader;

final class NativeLibraryTest {

    @Test
    void loadsTheLibraryByItselfWhereItKnowsTheSystem() {
        String here = NativeLibrary.resource(System.getProperty("os.name"), System.getProperty("os.arch"));
        assumeTrue(here != null);

        assertThat(NativeLibrary.isLoadedQuickly()).isTrue();
        assertThat(System.getProperty("org.sqlite.lib.path")).isNull();
    }

    /** The driver might lay out its archive differently one day. */
    @ParameterizedTest
    @CsvSource({"Linux, amd64", "Linux, aarch64", "Mac OS X, x86_64", "Mac OS X, aarch64"})
    void knowsWhereTheDriverKeepsTheLibrary(String system, String architecture) {
        assumeTrue(System.mapLibraryName("x").endsWith(system.equals("Linux") ? ".so" : ".dylib"));

        assertThat(SQLiteJDBCLoader.class.getResource(String.valueOf(NativeLibrary.resource(system, architecture))))
                .isNotNull();
    }

    @Test
    void saysWhatToDoWhereItCannotBeLoaded(@TempDir Path folder) throws Exception {
        Path nowhere = folder.resolve("nowhere");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + nowhere,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashTest.Writer.class.getName(),
                        folder.resolve("sluice.db").toString())
                .redirectErrorStream(true)
                .start();

        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(said).contains("SQLite's library cannot be loaded by way of " + nowhere, "-Dorg.sqlite.tmpdir");
    }

    @Test
    void leavesOtherSystemsToTheDriver() {
        assertThat(NativeLibrary.resource("Windows 11", "amd64")).isNull();
        assertThat(NativeLibrary.resource("Linux", "s390x")).isNull();
    }
}
