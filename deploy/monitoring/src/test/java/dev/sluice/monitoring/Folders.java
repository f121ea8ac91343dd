package dev.sluice.monitoring;

import java.io.IOException;
import java.nio.file.Path;

/** Where things are; tests run in their module's folder. */
public final class Folders {

    public static final Path MODULE = Path.of("").toAbsolutePath();
    public static final Path REPOSITORY = MODULE.getParent().getParent();
    public static final Path RULES = MODULE.resolve("prometheus/rules");
    public static final Path TESTS = MODULE.resolve("prometheus/tests");
    public static final Path RUNBOOKS = REPOSITORY.resolve("docs/runbooks");

    private Folders() {}

    public static Source source() throws IOException {
        return Source.read(MODULE.resolve("source"));
    }
}
