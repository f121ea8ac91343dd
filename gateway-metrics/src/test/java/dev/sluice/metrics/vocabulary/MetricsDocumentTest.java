package dev.sluice.metrics.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metrics.vocabulary.Family.Column;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/metrics.md} against the families that there are. */
class MetricsDocumentTest {

    private static final Path FILE = Path.of("..", "docs", "metrics.md");
    private static final Pattern NAME = Pattern.compile("`([a-z0-9_*]*_[a-z0-9_*]*)(?:\\{([^}]*)})?`");

    private final Map<String, Set<String>> labels = labels();

    /** A name as it is written, whole, perhaps with an asterisk for what several names differ in. */
    private record Mention(Pattern names, List<String> labels) {

        boolean isOf(String name) {
            return names.matcher(name).matches();
        }
    }

    @Test
    void namesWhatThereIs() {
        for (Mention mention : mentions()) {
            List<String> meant = labels.keySet().stream().filter(mention::isOf).toList();
            assertThat(meant).as("families of %s", mention.names()).isNotEmpty();
            assertThat(meant)
                    .allSatisfy(name -> assertThat(labels.get(name)).as(name).containsAll(mention.labels()));
        }
    }

    @Test
    void leavesNoneOfTheGatewaysOwnOut() {
        List<Mention> mentions = mentions();

        assertThat(Stream.of(SluiceAccounts.families(), SluiceSharedLimits.families(), SluiceCaches.families())
                        .flatMap(List::stream)
                        .map(Family::name)
                        .filter(name -> mentions.stream().noneMatch(mention -> mention.isOf(name))))
                .as("not in docs/metrics.md")
                .isEmpty();
    }

    private static Map<String, Set<String>> labels() {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (String vocabulary : Vocabularies.names()) {
            for (Family family : Vocabularies.find(vocabulary).orElseThrow().families()) {
                Set<String> all = labels.computeIfAbsent(family.name(), name -> new HashSet<>());
                family.columns().stream().map(Column::label).forEach(all::add);
            }
        }
        return labels;
    }

    private List<Mention> mentions() {
        Set<String> words = new HashSet<>();
        labels.values().forEach(words::addAll);
        List<Mention> mentions = new ArrayList<>();
        String whole = "";
        for (Matcher name = NAME.matcher(table()); name.find(); ) {
            String text = name.group(1);
            if (words.contains(text)) {
                // A label that is spoken of.
                continue;
            }
            // What begins with an underscore has the first word of the name before it.
            whole = text.startsWith("_") ? whole.substring(0, whole.indexOf('_')) + text : text;
            mentions.add(new Mention(Pattern.compile(whole.replace("*", "[a-z0-9_]*")), labelsIn(name.group(2))));
        }
        assertThat(mentions).hasSizeGreaterThan(40);
        return mentions;
    }

    private static List<String> labelsIn(String written) {
        return written == null
                ? List.of()
                : Arrays.stream(written.split(",", -1))
                        .map(label -> label.replaceAll("=.*", ""))
                        .toList();
    }

    private static String table() {
        try (Stream<String> lines = Files.lines(FILE)) {
            return String.join("\n", lines.filter(line -> line.startsWith("|")).toList());
        } catch (IOException e) {
            throw new AssertionError("cannot read " + FILE, e);
        }
    }
}
