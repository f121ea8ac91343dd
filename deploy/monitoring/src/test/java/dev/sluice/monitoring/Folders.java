package dev.sluice.monitoring;

import java.nio.file.Path;

/** Where things are; tests run in their module's folder. */
final class Folders {

    static final Path MODULE = Path.of("").toAbsolutePath();
    static final Path REPOSITORY = MODULE.getParent().getParent();
    static final Path RULES = MODULE.resolve("prometheus/rules");
    static final Path TESTS = MODULE.resolve("prometheus/tests");
    static final Path RUNBOOKS = REPOSITORY.resolve("docs/runbooks");

    private Folders() {}

    static Source source() throws java.io.IOException {
        return Source.read(MODULE.resolve("source"));
    }
}
