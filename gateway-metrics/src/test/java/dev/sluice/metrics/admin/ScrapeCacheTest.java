package dev.sluice.metrics.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metrics.admin.ScrapeCache.Question;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a clock turned by hand. */
class ScrapeCacheTest {

    private static final String SCRAPES = "sluice_scrape_seconds_count{vocabulary=\"sluice\"} ";

    private final AtomicLong now = new AtomicLong();

    private AdminFixture open() throws IOException {
        return new AdminFixture(
                AdminFixture.settings(List.of(), List.of()),
                new AdminServer.Options(null, now::get, AdminServer.Options.NONE.certificateChecks()));
    }

    @Test
    void answersTheSameScrapeWithTheSameAnswerForASecond() throws IOException {
        try (AdminFixture admin = open()) {
            byte[] before = admin.http.get("/metrics/sluice").body();
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));

            assertThat(admin.http.get("/metrics?vocabulary=sluice").body()).isEqualTo(before);

            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
            assertThat(admin.http.get("/metrics/sluice").text()).contains(SCRAPES + "1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept: application/openmetrics-text", "Accept-Encoding: gzip"})
    void keepsFormatsApart(String header) throws IOException {
        try (AdminFixture admin = open()) {
            byte[] text = admin.http.get("/metrics/m7").body();

            assertThat(admin.http.get("/metrics/m7", header).body()).isNotEqualTo(text);
        }
    }

    @Test
    void answersAnewWhoAsksForThat() throws IOException {
        try (AdminFixture admin = open()) {
            byte[] before = admin.http.get("/metrics/sluice").body();

            assertThat(admin.http
                            .get("/metrics/sluice", "Cache-Control: no-cache")
                            .text())
                    .contains(SCRAPES + "1");
            assertThat(admin.http.get("/metrics/sluice").body()).isNotEqualTo(before);
        }
    }

    @Test
    void keepsVocabulariesApart() throws IOException {
        try (AdminFixture admin = open()) {
            String m7 = admin.http.get("/metrics/m7").text();
            String both =
                    admin.http.get("/metrics?vocabulary=m7&vocabulary=gpt-load").text();

            assertThat(both).isNotEqualTo(m7).contains("gpt_load_proxy_requests_total");
            assertThat(admin.http
                            .get("/metrics?vocabulary=gpt-load&vocabulary=m7&vocabulary=m7")
                            .text())
                    .isEqualTo(both);
        }
    }

    @Test
    void keepsNothingThatIsFilteredByName() throws IOException {
        try (AdminFixture admin = open()) {
            assertThat(admin.http
                            .get("/metrics/m7?name[]=llm_requests_total".replace("[]", "%5B%5D"))
                            .text())
                    .doesNotContain("llm_request_duration_seconds");
            assertThat(admin.http.get("/metrics/m7").text()).contains("llm_request_duration_seconds");
        }
    }

    /** Else who was given the newer answer would see counters fall. */
    @Test
    void keepsTheNewerOfTwoAnswersWhicheverIsReadyFirst() {
        ScrapeCache cache = new ScrapeCache(now::get);
        cache.keep(question(1), Answer.text(200, "newer"), 20);
        cache.keep(question(1), Answer.text(200, "older"), 10);

        assertThat(cache.find(question(1)))
                .hasValueSatisfying(
                        answer -> assertThat(answer.body()).isEqualTo("newer".getBytes(StandardCharsets.UTF_8)));

        cache.keep(question(1), Answer.text(200, "newest"), 30);
        assertThat(cache.find(question(1)))
                .hasValueSatisfying(
                        answer -> assertThat(answer.body()).isEqualTo("newest".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void keepsABoundedNumberOfAnswers() {
        ScrapeCache cache = new ScrapeCache(now::get);
        for (int i = 0; i <= ScrapeCache.ANSWERS; i++) {
            cache.keep(question(i), Answer.text(200, "" + i), now.get());
        }

        assertThat(cache.find(question(0))).isPresent();
        assertThat(cache.find(question(ScrapeCache.ANSWERS))).isEmpty();

        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        cache.keep(question(ScrapeCache.ANSWERS), Answer.text(200, "late"), now.get());
        assertThat(cache.find(question(ScrapeCache.ANSWERS))).isPresent();
    }

    private static Question question(int number) {
        return new Question(List.of("m7"), List.of("text/" + number), List.of());
    }
}
