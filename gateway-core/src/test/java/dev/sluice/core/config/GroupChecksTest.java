package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups, aggregates, models and whatever else refers to them. */
final class GroupChecksTest {

    private static final String GROUPS = """
            auth: { mode: open }
            providers:
              - { name: a, dialect: openai, base_url: "http://a" }
              - { name: b, dialect: openai, base_url: "http://b" }
              - { name: c, dialect: anthropic, base_url: "http://c" }
              - { name: strict, dialect: openai, base_url: "http://d", model_redirects: { m: n }, model_redirect_strict: true }
              - { name: all, members: [ { provider: a }, { provider: strict, weight: 0.5 } ] }
              - { name: all-c, members: [ { provider: c } ] }
            """;
    private static final String MODELS = """
            models:
              - { name: model-1, strategy: cost, targets: [ { provider: a } ] }
              - { name: model-2, strategy: capability, targets: [ { provider: a } ] }
            """;

    @TempDir
    Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "group-refusals.csv", delimiter = ';', quoteCharacter = '`')
    void refusesWhatAGroupMayNotSay(String keys, String path, String message) {
        assertOneProblem(
                ConfigFolder.SMALLEST.replace(
                        "keys: [ { name: first, value: sk-test } ]",
                        keys.replaceAll("^`|`$", "").replaceAll("(?<=[}\\]]), (?=[a-z_]+:)", "\n    ")),
                path,
                message);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "section-refusals.csv", delimiter = ';', quoteCharacter = '`')
    void refusesInOtherSections(String section, String path, String message) {
        String yaml = GROUPS + (section.startsWith("models") ? "" : models(section));
        if (section.startsWith("auth")) {
            yaml = yaml.replace("auth: { mode: open }\n", "");
        }
        assertOneProblem(yaml + section.replace("KEY", "ab".repeat(32)), path, message);
    }

    /** Those that have a strategy of which the section says nothing have none of their own. */
    private static String models(String section) {
        String models = section.contains("cost:") ? MODELS : MODELS.replace("strategy: cost", "strategy: priority");
        return section.contains("capability:") ? models : models.replace("strategy: capability", "strategy: priority");
    }

    private void assertOneProblem(String yaml, String path, String message) {
        List<ConfigProblem> problems = folder.refused(yaml);

        assertThat(problems).as(problems::toString).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).contains(message).doesNotContain("hunter2");
            assertThat(problem.line()).isPositive();
        });
    }

    @Test
    void takesWhatFitsTogether() {
        assertThat(folder.accepted(GROUPS + """
                models:
                  - name: m
                    strategy: weighted
                    targets: [ { provider: a, weight: 0.25 }, { provider: all } ]
                    fallbacks: [ n ]
                  - { name: n, targets: [ { provider: b, context: 128000 }, { provider: strict, model: m } ] }
                routing: { cost: { simple: [ m, b/small ] }, capability: { default: [ all/m ] } }
                resilience: { breaker: { failure_rate: 0.5, of: 20 }, hedge: { enabled: true, at: p99.5 } }
                store:
                  encryption_key: KEY
                  previous_encryption_keys: [ "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" ]
                server: { trusted_proxies: [ 10.0.0.0/8, "::1/128" ] }
                """.replace("KEY", "ab".repeat(32))))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "_a-", "0", "A.b@c"})
    void takesTheNamesOfGroupsThatOthersHave(String name) {
        String longest = name + "x".repeat(100 - name.length());

        for (String each : List.of(name, longest)) {
            assertThat(folder.accepted(ConfigFolder.SMALLEST
                            .replace("name: openai", "name: \"" + each + '"')
                            .replace("provider: openai", "provider: \"" + each + '"')))
                    .isNotNull();
        }
        assertThat(folder.refused(ConfigFolder.SMALLEST
                        .replace("name: openai", "name: \"" + longest + "x\"")
                        .replace("provider: openai", "provider: \"" + longest + "x\"")))
                .singleElement()
                .extracting(ConfigProblem::path)
                .isEqualTo("providers[0].name");
    }

    @Test
    void needsNoClientKeysBecauseTheyCanBeMadeThroughTheApi() {
        String keys = ConfigFolder.SMALLEST.replace("mode: open", "mode: keys");

        assertThat(folder.accepted(keys)).isNotNull();
    }

    @Test
    void tellsWhatAGroupLacks() {
        assertThat(folder.refused("""
                auth: { mode: open }
                providers:
                  - name: a
                  - { name: b, dialect: openai, upstreams: [] }
                  - { name: c, dialect: openai, upstreams: [ { url: "http://a" }, { url: "http://A/" } ] }
                models: [ { name: m, targets: [ { provider: a } ] } ]
                """))
                .extracting(ConfigProblem::path, ConfigProblem::message)
                .containsExactly(
                        tuple("providers[0].dialect", "is missing: give one of anthropic, openai"),
                        tuple("providers[0].base_url", "is missing: give it, or upstreams, or members"),
                        tuple("providers[1].upstreams", "needs at least 1"),
                        tuple("providers[2].upstreams[1].url", "is the same as in providers[2].upstreams[0]"));
    }

    @Test
    void tellsAllThatIsWrongWithAggregates() {
        List<ConfigProblem> problems = folder.refused("""
                auth: { mode: open }
                providers:
                  - { name: a, dialect: openai, base_url: "http://a" }
                  - { name: b, dialect: anthropic, base_url: "http://b" }
                  - { name: none, members: [] }
                  - { name: unknown-member, members: [ { provider: aa } ] }
                  - { name: twice, members: [ { provider: a }, { provider: a } ] }
                  - { name: mixed, members: [ { provider: a }, { provider: b } ] }
                  - { name: heavy, members: [ { provider: a, weight: 0 } ] }
                  - name: own
                    dialect: openai
                    key_rotation: round_robin
                    keys: [ { name: k, value: v } ]
                    proxy_keys: [ g ]
                    members: [ { provider: a } ]
                models: [ { name: m, targets: [ { provider: a } ] } ]
                """);

        assertThat(problems)
                .extracting(ConfigProblem::path)
                .containsExactly(
                        "providers[2].members",
                        "providers[3].members[0].provider",
                        "providers[4].members[1].provider",
                        "providers[6].members[0].weight",
                        "providers[7].dialect",
                        "providers[7].key_rotation",
                        "providers[7].keys");
        assertThat(problems.get(1).message()).isEqualTo("no provider has this name: did you mean a?");
        assertThat(problems.get(4).message()).contains("belongs to the members");
    }

    @Test
    void namesTheCirclesAmongAggregatesAndFallbacks() {
        List<ConfigProblem> problems = folder.refused("""
                auth: { mode: open }
                providers:
                  - { name: a, dialect: openai, base_url: "http://a" }
                  - { name: x, members: [ { provider: a }, { provider: y } ] }
                  - { name: y, members: [ { provider: z } ] }
                  - { name: z, members: [ { provider: a }, { provider: x } ] }
                  - { name: self, members: [ { provider: self } ] }
                models:
                  - { name: m, targets: [ { provider: a } ], fallbacks: [ n ] }
                  - { name: n, targets: [ { provider: x } ], fallbacks: [ o, m ] }
                  - { name: o, targets: [ { provider: a } ] }
                """);

        assertThat(problems)
                .extracting(ConfigProblem::path, ConfigProblem::message)
                .containsExactly(
                        tuple("providers[3].members[1].provider", "leads back to where it comes from: x > y > z > x"),
                        tuple("providers[4].members[0].provider", "leads back to where it comes from: self > self"),
                        tuple("models[1].fallbacks[1]", "leads back to where it comes from: m > n > m"));
    }

    @Test
    void checksWhatHoldsForAProviderTogetherWithWhatHoldsForAll() {
        String general = "resilience: { backoff: { max: 5s }, breaker: { failure_rate: 0.5, of: 20 } }\n";
        String own = "resilience: { backoff: { initial: 6s }, breaker: { of: 1 } }";
        String takesBack = "resilience: { breaker: { failures: 3, failure_rate: 0, of: 0 } }";
        String keys = "keys: [ { name: first, value: sk-test } ]";

        assertThat(folder.refused(ConfigFolder.SMALLEST.replace(keys, own) + general))
                .extracting(ConfigProblem::path)
                .containsExactlyInAnyOrder(
                        "providers[0].resilience.backoff.initial", "providers[0].resilience.breaker.of");
        assertThat(folder.accepted(ConfigFolder.SMALLEST.replace(keys, takesBack) + general))
                .isNotNull();
        assertThat(folder.refused(ConfigFolder.SMALLEST + general.replace("20", "1")))
                .extracting(ConfigProblem::path)
                .containsExactly("resilience.breaker.of");
    }

    @Test
    void neverTellsASecretOfAGroup() {
        GatewayConfig config = folder.accepted(ConfigFolder.SMALLEST.replace("keys: [", """
                proxy_keys: [ hunter2 ]
                    param_overrides: { user: hunter2, metadata: { note: [ hunter2 ] } }
                    header_rules: [ { set: x-token, value: hunter2 } ]
                    keys: ["""));

        assertThat(config.toString()).doesNotContain("hunter2");
    }
}
