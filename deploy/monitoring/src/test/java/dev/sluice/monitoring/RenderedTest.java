package dev.sluice.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is committed is what the source says. */
class RenderedTest {

    private static final String REGENERATE =
            "mvn -pl deploy/monitoring test -Dtest=RenderedTest -Dupdate-monitoring=true";
    private static final Path PAGE = Folders.REPOSITORY.resolve("docs/monitoring.md");

    private static Source source;
    private static SortedMap<String, String> files;

    @BeforeAll
    static void render() throws IOException {
        source = Folders.source();
        files = Rendering.of(source);
        if (Boolean.getBoolean("update-monitoring")) {
            write();
        }
    }

    private static void write() throws IOException {
        for (String path : committed()) {
            Files.delete(Folders.MODULE.resolve(path));
        }
        for (var file : files.entrySet()) {
            Path path = Folders.MODULE.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Files.writeString(PAGE, Rendering.page(Files.readString(PAGE), source));
    }

    @Test
    void everyFileIsCommittedAsItIsRendered() throws IOException {
        for (var file : files.entrySet()) {
            assertThat(Folders.MODULE.resolve(file.getKey()))
                    .as("stale: " + REGENERATE)
                    .hasContent(file.getValue());
        }
    }

    @Test
    void nothingIsCommittedThatIsNotRendered() throws IOException {
        assertThat(committed()).as("stale: " + REGENERATE).containsExactlyElementsOf(files.keySet());
    }

    @Test
    void theTableOfOriginalsIsInThePage() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(Rendering.page(page, source)).as("stale: " + REGENERATE).isEqualTo(page);
    }

    private static TreeSet<String> committed() throws IOException {
        TreeSet<String> paths = new TreeSet<>();
        for (String folder : new String[] {"grafana/dashboards", "prometheus/rules", "prometheus/tests"}) {
            Files.createDirectories(Folders.MODULE.resolve(folder));
            try (Stream<Path> found = Files.list(Folders.MODULE.resolve(folder))) {
                found.forEach(path -> paths.add(folder + "/" + path.getFileName()));
            }
        }
        return paths;
    }
}
