package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.provider.KeyRing.Rotation;
import dev.sluice.core.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kinds of values besides plain ones, as a group shows them all. */
final class BinderTest {

    @TempDir
    Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
    }

    private ProviderConfig provider(String keys) {
        return folder.accepted(ConfigFolder.SMALLEST.replace("keys: [ { name: first, value: sk-test } ]", keys))
                .providers()
                .get(0);
    }

    @Test
    void bindsMappingsInTheOrderOfTheFile() {
        assertThat(provider("model_redirects: { gpt-4: gpt-4o, b: c, a: d }").modelRedirects())
                .hasToString("{gpt-4=gpt-4o, b=c, a=d}");
        assertThat(provider("model_redirects: {}").modelRedirects()).isEmpty();
    }

    @Test
    void writesAnyValueAsJson() {
        folder.environment.put("TEAM", "a \"team\"");

        assertThat(provider("""
                param_overrides:
                      temperature: 0
                      top_p: 0.10
                      big: -1.5e+10
                      user: "${TEAM} $${x}"
                      empty: ""
                      none: null
                      on: true
                      stop: [ "\\n", 1, [], {} ]
                      response_format: { type: json_schema, "a b": { c: [ { d: false } ] } }
                """).paramOverrides().values())
                .extracting(JsonValue::text)
                .containsExactly(
                        "0",
                        "0.10",
                        "-1.5e+10",
                        "\"a \\\"team\\\" ${x}\"",
                        "\"\"",
                        "null",
                        "true",
                        "[\"\\n\",1,[],{}]",
                        "{\"type\":\"json_schema\",\"a b\":{\"c\":[{\"d\":false}]}}");
    }

    @Test
    void leavesTheVariablesOfHeadersForLater() {
        folder.environment.put("TOKEN", "t");

        assertThat(provider("header_rules: [ { set: x-a, value: \"${TOKEN} ${CLIENT_IP}/${API_KEY}\" } ]")
                        .headerRules())
                .containsExactly(
                        new ProviderConfig.HeaderRuleConfig("x-a", new Secret("t ${CLIENT_IP}/${API_KEY}"), null));
    }

    @Test
    void readsDecimals() {
        String addresses = "upstreams: [ { url: \"http://a\", weight: 0.000000001 },"
                + " { url: \"http://b\", weight: 999999999.5 }, { url: \"http://c\" } ]";

        assertThat(folder.accepted(ConfigFolder.SMALLEST.replace("base_url: http://127.0.0.1:9001", addresses))
                        .providers()
                        .get(0)
                        .addresses())
                .extracting(ProviderConfig.Address::weight)
                .containsExactly(0.000000001, 999_999_999.5, 1.0);
    }

    @Test
    void putsWhatIsGivenOverWhatHoldsForAll() {
        GatewayConfig config = folder.accepted(ConfigFolder.SMALLEST.replace("keys: [", """
                resilience: { attempts: 1, retry_on: [ timeout ], breaker: { open: 5s }, timeouts: { unary: 30s } }
                    keys: [""")
                + "resilience: { attempts: 2, max_attempts: 4, breaker: { failures: 9 } }\n");

        ResilienceConfig own = config.providers().get(0).resilience().over(config.resilience());

        assertThat(own.attempts()).isEqualTo(1);
        assertThat(own.maxAttempts()).isEqualTo(4);
        assertThat(own.retryOn()).containsExactly("timeout");
        assertThat(own.breaker().failures()).isEqualTo(9);
        assertThat(own.breaker().open()).isEqualTo(Duration.ofSeconds(5));
        assertThat(own.timeouts().unary()).isEqualTo(Duration.ofSeconds(30));
        assertThat(own.timeouts().stall()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.resilience().attempts()).isEqualTo(2);
    }

    @Test
    void fillsInTheDefaultsOfAGroup() {
        ProviderConfig provider =
                folder.accepted(ConfigFolder.SMALLEST).providers().get(0);

        assertThat(provider.keyRotation()).isEqualTo(Rotation.ROUND_ROBIN);
        assertThat(provider.blacklistThreshold()).isEqualTo(3);
        assertThat(provider.validation())
                .isEqualTo(new ProviderConfig.Validation(Duration.ofMinutes(60), 10, Duration.ofSeconds(20), null));
        assertThat(provider.keys().get(0).priority()).isEqualTo(1);
        assertThat(provider.isAggregate()).isFalse();
        ResilienceConfig resilience = folder.accepted(ConfigFolder.SMALLEST).resilience();
        assertThat(resilience.retryOn()).isEqualTo(List.of("connect", "5xx"));
        assertThat(resilience.hedge()).isEqualTo(new ResilienceConfig.HedgeConfig(false, new Percentile(0.95), 0.05));
        assertThat(resilience.retryBudget()).isEqualTo(0.2);
        assertThat(resilience.health())
                .isEqualTo(new ResilienceConfig.HealthConfig(
                        Duration.ofMinutes(5), Duration.ofSeconds(30), Duration.ZERO));
    }
}
