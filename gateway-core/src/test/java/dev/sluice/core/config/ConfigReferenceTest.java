package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the documentation and the example true. */
final class ConfigReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Path EXAMPLE = Path.of("..", "deploy", "examples", "gateway.yaml");
    private static final String REGENERATE = "mvn -pl gateway-core test -Dtest=ConfigReferenceTest -Dupdate-docs=true";

    @TempDir
    Path temporary;

    @Test
    void thePageIsWhatTheCodeSays() throws IOException {
        String rendered = ConfigReference.render();
        if (Boolean.getBoolean("update-docs")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, rendered);
        }

        assertThat(PAGE).as("missing; write it with %s", REGENERATE).exists();
        assertThat(Files.readString(PAGE))
                .as("docs/configuration.md is stale; write it anew with %s", REGENERATE)
                .isEqualTo(rendered);
    }

    @Test
    void theSmallestFileOfThePageIsGood() {
        String page = ConfigReference.render();
        int from = page.indexOf("```yaml\n") + "```yaml\n".length();

        GatewayConfig config = new ConfigFolder(temporary).accepted(page.substring(from, page.indexOf("```", from)));

        assertThat(config.models())
                .singleElement()
                .extracting(ModelConfig::name)
                .isEqualTo("gpt-4o");
    }

    @Test
    void theExampleIsGoodAndShowsTheDefaults() throws IOException {
        ConfigFolder folder = new ConfigFolder(temporary);
        folder.environment.putAll(Map.of("CLIENT_KEY", "client-1", "OPENAI_API_KEY", "sk-1"));

        GatewayConfig example = folder.accepted(Files.readString(EXAMPLE));

        GatewayConfig smallest = folder.accepted(ConfigFolder.SMALLEST);
        assertThat(example.server()).isEqualTo(smallest.server());
        assertThat(example.log()).isEqualTo(smallest.log());
        assertThat(example.admin()).isEqualTo(smallest.admin());
        assertThat(example.routing().latency()).isEqualTo(smallest.routing().latency());
        assertThat(example.resilience()).isEqualTo(smallest.resilience());
        assertThat(example.store()).isEqualTo(smallest.store());
        assertThat(example.metrics()).isEqualTo(smallest.metrics());
        assertThat(example.providers().get(0).upstream())
                .isEqualTo(smallest.providers().get(0).upstream());
        assertThat(example.auth().mode()).isEqualTo(AuthConfig.Mode.KEYS);
    }

    /** Optional keys stand in comments. */
    @ParameterizedTest
    @MethodSource("keys")
    void theExampleShowsEveryKey(String key) throws IOException {
        assertThat(Files.readString(EXAMPLE)).containsPattern("(?m)^[ #{-]*([^#]*[{,] )?" + Pattern.quote(key) + ":");
    }

    static List<String> keys() {
        return Section.of(GatewayConfig.class).entries().stream()
                .flatMap(ConfigReferenceTest::names)
                .distinct()
                .toList();
    }

    private static Stream<String> names(Section.Entry entry) {
        Stream<String> own = Stream.of(entry.name());
        return !ConfigReference.isSection(entry)
                ? own
                : Stream.concat(own, entry.section().entries().stream().flatMap(ConfigReferenceTest::names));
    }
}
