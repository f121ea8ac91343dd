package dev.sluice.loads.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScrapeTest {

    private static final Scrape SCRAPE = Scrape.parse("""
            # HELP requests_total Requests.
            # TYPE requests_total counter
            requests_total{route="/v1/a",status="200"} 5.0
            requests_total{route="/v1/a",status="502"} 2
            requests_total{route="odd \\"\\\\n",status="200"} 1e1
            up 1
            """);

    @Test
    void sumsWhatCarriesTheLabels() {
        assertThat(SCRAPE.sum("requests_total", Map.of())).isEqualTo(17);
        assertThat(SCRAPE.sum("requests_total", Map.of("status", "200"))).isEqualTo(15);
        assertThat(SCRAPE.sum("requests_total", Map.of("route", "odd \"\\n"))).isEqualTo(10);
        assertThat(SCRAPE.sum("up", Map.of())).isEqualTo(1);
        assertThat(SCRAPE.sum("down", Map.of())).isZero();
    }

    @Test
    void sumsByOneLabel() {
        assertThat(SCRAPE.sums("requests_total", Map.of("route", "/v1/a"), "status"))
                .containsExactly(Map.entry("200", 5L), Map.entry("502", 2L));
    }
}
