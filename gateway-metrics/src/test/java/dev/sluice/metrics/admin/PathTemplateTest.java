package dev.sluice.metrics.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathTemplateTest {

    private static final PathTemplate KEY = new PathTemplate("/api/v1/providers/{provider}/keys/{key}");

    @Test
    void givesWhatStandsInThePlacesOfTheBraces() {
        assertThat(KEY.match("/api/v1/providers/openai/keys/team%2Da"))
                .contains(Map.of("provider", "openai", "key", "team%2Da"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/providers/openai/keys/",
                "/api/v1/providers//keys/a",
                "/api/v1/providers/openai/keys",
                "/api/v1/providers/openai/keys/a/",
                "/api/v1/providers/openai/keys/a/b",
                "/api/v1/Providers/openai/keys/a",
                "/api/v%31/providers/openai/keys/a",
                ""
            })
    void matchesNoOtherPath(String path) {
        assertThat(KEY.match(path)).isEmpty();
    }

    @Test
    void matchesAPathWithoutBracesExactly() {
        assertThat(new PathTemplate("/").match("/")).contains(Map.of());
        assertThat(new PathTemplate("/metrics").match("/metrics/")).isEmpty();
    }

    @Test
    void decodesNamesAndTakesNothingElse() {
        assertThat(Call.decode(Map.of("key", "a%40b.c_d-1"))).contains(Map.of("key", "a@b.c_d-1"));
        String longest = "_" + "x".repeat(99);
        assertThat(Call.decode(Map.of("provider", longest))).contains(Map.of("provider", longest));
        for (String raw : new String[] {"a%2Fb", "a+b", "a%20b", "a%00", "%C3%A4", "%ff", "..;", "x".repeat(101)}) {
            assertThat(Call.decode(Map.of("key", raw))).as(raw).isEmpty();
        }
    }
}
