package dev.sluice.packaging;

import static dev.sluice.packaging.Deploy.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The collector's configuration holds together, with each of its exporters. */
final class CollectorTest {

    private static final Pattern OTHER_EXPORTERS = Pattern.compile("(?m)^ *# exporters: \\[ ([a-z]+) ]$");

    private final String text = Deploy.read(Deploy.file("otel-collector/config.yaml"));
    private final JsonNode config = Deploy.documents(text).get(0);

    @Test
    void definesEachComponentOfEachPipeline() {
        Map<String, JsonNode> pipelines = Map.of("metrics", config.at("/service/pipelines/metrics"));
        pipelines.forEach((name, pipeline) -> {
            for (String kind : List.of("receivers", "processors", "exporters")) {
                assertThat(texts(pipeline.path(kind))).as(name).isNotEmpty();
                assertThat(texts(pipeline.path(kind)))
                        .allMatch(component -> config.path(kind).has(component));
            }
        });
        assertThat(config.at("/service/pipelines")).hasSameSizeAs(pipelines.entrySet());
        assertThat(texts(config.at("/service/extensions")))
                .allMatch(extension -> config.path("extensions").has(extension));
    }

    @Test
    void definesTheExportersThatMayTakeTheOthersPlace() {
        List<String> used = new ArrayList<>(texts(config.at("/service/pipelines/metrics/exporters")));
        Matcher other = OTHER_EXPORTERS.matcher(text);
        while (other.find()) {
            used.add(other.group(1));
        }
        List<String> defined = new ArrayList<>();
        config.path("exporters").fieldNames().forEachRemaining(defined::add);
        assertThat(used).containsExactlyInAnyOrderElementsOf(defined).hasSize(3);
    }

    @Test
    void logsInToScrapeAndHasNoSecretInClear() {
        JsonNode job = config.at("/receivers/prometheus/config/scrape_configs/0");
        assertThat(job.at("/authorization/credentials_file").asText()).startsWith("/");
        assertThat(job.at("/authorization").has("credentials")).isFalse();
        assertThat(texts(job.at("/static_configs/0/targets"))).containsExactly("${env:SLUICE_TARGET}");
    }
}
