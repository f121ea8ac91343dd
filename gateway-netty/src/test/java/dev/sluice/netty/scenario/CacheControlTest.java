package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient.Answer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says of caches is done, and what makes no sense says nothing. */
final class CacheControlTest {

    @Test
    void doesAsARequestSays() throws IOException {
        try (Cached cached = new Cached(Cached.ON)) {
            String body = Chat.unary("m");
            assertThat(cached.said("cache-control: no-store\r\n", body)).isEqualTo("bypass 1");
            assertThat(cached.said("", body)).isEqualTo("miss 2");
            assertThat(cached.said("cache-control: no-cache\r\n", body)).isEqualTo("bypass 3");
            assertThat(cached.said("", body)).isEqualTo("hit 3");
            cached.gateway.clock().turn(Duration.ofSeconds(10));
            assertThat(cached.said("cache-control: max-age=10\r\n", body)).isEqualTo("hit 3");
            assertThat(cached.said("cache-control: only-if-cached, max-age=9\r\n", body))
                    .isEqualTo("miss 4");
            assertThat(cached.said("cache-control: max-stale, max-age=x, no_store\r\n", body))
                    .isEqualTo("hit 4");
            assertThat(cached.said("cache-control: No-Store, max-age=10\r\n", body))
                    .isEqualTo("bypass 5");
            assertThat(cached.said("cache-control: max-age=\"9x\", max-age=\", max-age=\"\"\r\n", body))
                    .isEqualTo("hit 4");
            cached.gateway.clock().turn(Duration.ofSeconds(10));
            assertThat(cached.said("cache-control: MAX-AGE=\"10\"\r\n", body)).isEqualTo("hit 4");
            assertThat(cached.said("cache-control: max-age=\"9\"\r\n", body)).isEqualTo("miss 6");
            assertThat(cached.said("pragma: no-cache\r\n", body)).isEqualTo("hit 6");
            assertThat(cached.gateway.records().lookups()).contains("EXACT BYPASS");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache-control: ext=\"a, no-store\"",
                "cache-control: ext=\"no-cache, x\", max-age=600",
                "cache-control: a=\"\\\", no-store, \\\"\", b=\",max-age=0,\"",
                "cache-control: max-age=\"600, no-store, x\""
            })
    void passesOverWhatIsQuoted(String header) throws IOException {
        try (Cached cached = new Cached(Cached.ON)) {
            cached.ask(Chat.unary("m"));
            assertThat(cached.said(header + "\r\n", Chat.unary("m"))).isEqualTo("hit 1");
            assertThat(cached.said(header + ", no-store\r\n", Chat.unary("m"))).isEqualTo("bypass 2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache-control: ext=\"a, no-store",
                "cache-control: ext=\"a, b=\"c, d\", no-store",
                "cache-control: \",\\\",\\\",\\\", no-store ,\\\""
            })
    void understandsNoStoreBehindAQuoteThatHasNoEnd(String header) throws IOException {
        try (Cached cached = new Cached(Cached.ON)) {
            cached.ask(Chat.unary("m"));
            assertThat(cached.said(header + "\r\n", Chat.unary("m"))).isEqualTo("bypass 2");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m     |                          | 1800000",
                "short |                          | 5000",
                "m     | x-sluice-cache-ttl: 7    | 7000",
                "m     | x-sluice-cache-ttl: 2m   | 120000",
                "short | x-sluice-cache-ttl: 500ms| 500",
                "m     | x-sluice-cache-ttl: 100d | 86400000",
                "m     | x-sluice-cache-ttl: soon | 1800000",
                "m     | x-sluice-cache-ttl: -3   | 1800000",
            })
    void keepsAnAnswerAsLongAsItsModelOrItsRequestSays(String model, String header, long millis) throws IOException {
        try (Cached cached = new Cached(Cached.ON)) {
            cached.ask(header == null ? "" : header + "\r\n", Chat.unary(model));
            cached.gateway.clock().turn(Duration.ofMillis(millis - 1));
            Answer last = cached.ask(Chat.unary(model));
            assertThat(last.header("x-sluice-cache")).isEqualTo("hit");
            assertThat(last.header("age")).isEqualTo(String.valueOf((millis - 1) / 1000));
            cached.gateway.clock().turn(Duration.ofMillis(1));
            assertThat(cached.ask(Chat.unary(model)).header("x-sluice-cache")).isEqualTo("miss");
        }
    }
}
