package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.observe.Identities;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CacheConfigTest {

    private static final String ON = "cache: { exact: { enabled: true } }\n";

    @TempDir
    Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
    }

    private @Nullable CacheSettings settings(String yaml) {
        return settings(yaml, 4L << 30);
    }

    private @Nullable CacheSettings settings(String yaml, long heapMemory) {
        return new SnapshotCompiler(folder.platform(heapMemory), Identities.bounded(5), ConfigFolder.live())
                .compile(folder.accepted(yaml), null)
                .cache();
    }

    private Digest policy(String yaml) {
        return settings(yaml).policies().of("gpt-4o", null);
    }

    @Test
    void hasNoCacheUnlessOneIsEnabled() {
        assertThat(settings(ConfigFolder.SMALLEST)).isNull();
        assertThat(settings(ConfigFolder.SMALLEST + "cache: { exact: { ttl: 5m } }\n"))
                .isNull();
    }

    @Test
    void hasTheDefaultsThatTheReferenceTells() {
        CacheSettings settings = settings(ConfigFolder.SMALLEST + ON);

        assertThat(settings.exact())
                .isEqualTo(new CacheSettings.Exact(
                        1_800_000,
                        86_400_000,
                        256L << 20,
                        1L << 20,
                        CacheSettings.Temperature.ANY,
                        CacheSettings.Replay.AT_ONCE,
                        false,
                        false));
        assertThat(settings.semantic()).isNull();
        assertThat(settings.shared()).isFalse();
        assertThat(settings.model("gpt-4o")).isEqualTo(CacheSettings.Model.USUAL);
        assertThat(settings.recordingBytes()).isEqualTo(64L << 20);
    }

    @Test
    void takesAnEighthOfASmallHeap() {
        String both = ConfigFolder.SMALLEST + "cache: { exact: { enabled: true }, semantic: { enabled: true,"
                + " embeddings: { provider: openai, model: e } } }\n";
        CacheSettings settings = settings(both, 256L << 20);

        assertThat(settings.exact().maxBytes()).isEqualTo(32L << 20);
        assertThat(settings.semantic().maxBytes()).isEqualTo(32L << 20);
        assertThat(settings.recordingBytes()).isEqualTo(8L << 20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "exact: { enabled: true, max_bytes: 2049MiB } | cache.exact.max_bytes",
                "exact: { enabled: true, max_bytes: 1GiB }, semantic: { enabled: true, max_bytes: 1025MiB,"
                        + " embeddings: { provider: openai, model: e } } | cache.semantic.max_bytes",
                "exact: { enabled: true, max_bytes: 1KiB, max_entry: 1KiB } | cache.exact.max_bytes",
                "semantic: { max_bytes: 1 } | cache.semantic.max_bytes",
            })
    void refusesMoreThanTheHeapCanHold(String cache, String path) {
        assertThat(folder.refused(ConfigFolder.SMALLEST + "cache: { " + cache + " }\n"))
                .extracting(ConfigProblem::path)
                .containsExactly(path);
    }

    @Test
    void saysHowLargeTheHeapIs() {
        assertThat(folder.refused(ConfigFolder.SMALLEST + "cache: { exact: { enabled: true, max_bytes: 3GiB } }\n"))
                .extracting(ConfigProblem::message)
                .containsExactly("all caches come to 3072 MiB, which is more than half of the heap of 4096 MiB: make"
                        + " them smaller, or the heap larger (-Xmx)");
        assertThat(folder.accepted(ConfigFolder.SMALLEST + "cache: { exact: { max_bytes: 3GiB } }\n"))
                .isNotNull();
    }

    @Test
    void hasForModelsWhatTheySay() {
        CacheSettings settings =
                settings(ConfigFolder.SMALLEST.replace("targets:", "cache: { ttl: 90s, semantic: false }\n    targets:")
                        + "cache: { exact: { enabled: true }, exclude_models: [ other-one ] }\n");

        assertThat(settings.model("gpt-4o")).isEqualTo(new CacheSettings.Model(true, 90_000, false));
        assertThat(settings.takes("gpt-4o")).isTrue();
        assertThat(settings.takes("other-one")).isFalse();
        assertThat(settings.model("openai/gpt-4o").ttlMillis()).isEqualTo(Controls.UNSAID);
    }

    @Test
    void hasASemanticCacheWithItsEmbeddings() {
        CacheSettings settings = settings(ConfigFolder.SMALLEST
                + "cache: { semantic: { enabled: true, threshold: 0.9, exclude_patterns: [ 'to(day|night)' ],"
                + " embeddings: { provider: openai, model: e, dimensions: 256 } } }\n");

        assertThat(settings.exact()).isNull();
        assertThat(settings.semantic().threshold()).isEqualTo(0.9);
        assertThat(settings.semantic().embeddings()).isEqualTo(new CacheSettings.Embeddings("openai", "e", 256));
        assertThat(settings.semantic().excludedPatterns()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "exact: { enabled: true, max_bytes: 1MiB, max_entry: 2MiB } | cache.exact.max_entry",
                "exact: { ttl: 2h, max_ttl: 1h } | cache.exact.ttl",
                "semantic: { enabled: true, embeddings: { model: e } } | cache.semantic.embeddings.provider",
                "semantic: { enabled: true, embeddings: { provider: openai } } | cache.semantic.embeddings.model",
                "semantic: { enabled: true, embeddings: { provider: nob"
                        + "ody, model: e } } | cache.semantic.embeddings.provider",
                "semantic: { exclude_patterns: [ '(' ] } | cache.semantic.exclude_patterns[0]",
                "semantic: { threshold: 1.5 } | cache.semantic.threshold",
                "exact: { enabled: true }, shared: true | cache.shared",
                "exclude_models: [ a, a ] | cache.exclude_models[1]",
                "exact: { size: 3 } | cache.exact.size",
            })
    void saysWhatDoesNotFit(String cache, String path) {
        assertThat(folder.refused(ConfigFolder.SMALLEST + "cache: { " + cache + " }\n"))
                .extracting(ConfigProblem::path)
                .containsExactly(path);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "dialect: openai | dialect: openai\\n    param_overrides: { temperature: 0 }",
                "dialect: openai | dialect: openai\\n    model_redirects: { gpt-4o: another }",
                "dialect: openai | dialect: openai\\n    header_rules: [ { set: x-a, value: b } ]",
                "dialect: openai | dialect: anthropic",
                "9001 | 9002",
                "{ provider: openai } | { provider: openai, model: gpt-4o-mini }",
                "{ provider: openai } | { provider: openai }, { provider: openai, model: gpt-4o-mini }",
                "auth: | translation: lenient\\nauth:",
            })
    void tellsAnswersOfOneConfigurationFromThoseOfAnother(String before, String after) {
        String yaml = ConfigFolder.SMALLEST + ON;

        assertThat(policy(yaml.replace(before, after.replace("\\n", "\n")))).isNotEqualTo(policy(yaml));
    }

    @Test
    void goesOnWithAnswersWhereNothingChangedThatMatters() {
        String yaml = ConfigFolder.SMALLEST + ON;
        Digest policy = policy(yaml);

        assertThat(policy(yaml)).isEqualTo(policy);
        assertThat(policy(yaml.replace("sk-test", "sk-new"))).isEqualTo(policy);
        assertThat(policy(yaml.replace("enabled: true", "enabled: true, ttl: 1m")))
                .isEqualTo(policy);
        assertThat(settings(yaml).policies().of("openai/gpt-4o", null))
                .isEqualTo(settings(yaml).policies().of("any", "openai"))
                .isNotEqualTo(policy);
        assertThat(settings(yaml).policies().of("unheard-of", null)).isNull();
    }
}
