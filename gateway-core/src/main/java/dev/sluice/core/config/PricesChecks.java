package dev.sluice.core.config;

import dev.sluice.core.config.PricesConfig.FileConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks section {@code prices}. What a file holds is judged when it is read: it may change at any time. */
final class PricesChecks {

    private static final String FILES = "prices.files";
    private static final String MODELS = "prices.models";

    private final Problems problems;

    PricesChecks(Problems problems) {
        this.problems = problems;
    }

    void check(PricesConfig prices) {
        List<FileConfig> files = prices.files();
        for (int i = 0; i < files.size(); i++) {
            checkFile(KeyPath.key(KeyPath.item(FILES, i), "path"), files.get(i).path());
        }
        ConfigChecks.refuseTwice(problems, FILES, files, file -> file.path().toString(), "path");
        int index = 0;
        for (String model : prices.models().keySet()) {
            ConfigChecks.checkModelName(problems, KeyPath.entry(MODELS, model, index++), model);
        }
    }

    private void checkFile(String path, Path file) {
        if (problems.has(path)) {
            return;
        }
        if (!Files.isRegularFile(file)) {
            problems.add(path, "is no file that is there");
        } else if (!Files.isReadable(file)) {
            problems.add(path, "is a file that may not be read");
        }
    }
}
