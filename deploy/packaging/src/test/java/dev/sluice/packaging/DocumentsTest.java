package dev.sluice.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents show is a configuration, and what they point to is there. */
final class DocumentsTest {

    private static final Path ROOT = Deploy.FOLDER.getParent();
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\[[^\\]\\[]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");
    private static final Pattern WHOLE =
            Pattern.compile("(?m)^providers:[\\s\\S]*^models:|^models:[\\s\\S]*^providers:");

    @TempDir
    Path folder;

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> all = new ArrayList<>(docs.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList());
            all.add(ROOT.resolve("README.md"));
            return all;
        }
    }

    @Test
    void showConfigurationsThatTheGatewayTakes() throws IOException {
        int seen = 0;
        for (Path document : documents()) {
            Matcher block = YAML.matcher(Deploy.read(document));
            while (block.find()) {
                String text = block.group(1);
                if (WHOLE.matcher(text).find()) {
                    Path file = new Configuration(folder).write(text);
                    assertThat(Configuration.problems(file))
                            .as(document + ":\n" + text)
                            .isEmpty();
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(4);
    }

    @Test
    void pointOnlyToWhatIsThere() throws IOException {
        List<String> lost = new ArrayList<>();
        for (Path document : documents()) {
            Matcher link = LINK.matcher(withoutCode(Deploy.read(document)));
            while (link.find()) {
                if (!link.group(1).contains("://") && !leadsSomewhere(document, link.group(1))) {
                    lost.add(ROOT.relativize(document) + ": " + link.group(1));
                }
            }
        }
        assertThat(lost).isEmpty();
    }

    private static String withoutCode(String text) {
        return text.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`(?!\\])", "");
    }

    private static boolean leadsSomewhere(Path document, String link) {
        int sign = link.indexOf('#');
        String path = sign < 0 ? link : link.substring(0, sign);
        Path target = path.isEmpty() ? document : document.resolveSibling(path).normalize();
        return Files.exists(target) && (sign < 0 || anchors(Deploy.read(target)).contains(link.substring(sign + 1)));
    }

    /** As they are made of headings where these documents are read. */
    private static List<String> anchors(String text) {
        List<String> all = new ArrayList<>();
        Matcher heading = HEADING.matcher(text);
        while (heading.find()) {
            all.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 _-]", "")
                    .replace(' ', '-'));
        }
        return all;
    }
}
