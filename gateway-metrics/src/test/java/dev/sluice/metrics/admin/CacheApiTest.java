package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.account.Tier;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.metrics.admin.RawHttp.Reply;
import dev.sluice.metrics.instrument.Customers;
import dev.sluice.metrics.instrument.Exchanges;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Caches of answers through the admin port. */
final class CacheApiTest {

    private static final String CACHE = "/api/v1/cache";
    private static final String ENTRIES = CACHE + "/entries";
    private static final String PURGE = CACHE + "/purge";

    private AdminFixture admin;

    @BeforeEach
    void start() throws IOException {
        admin = AdminFixture.withUsers();
        CachedAnswers.keep(
                admin.estate.exact,
                CachedAnswers.entry(1, "acme", "gpt-4o", "ci"),
                CachedAnswers.entry(2, "acme", "gpt-4o-mini", "ci"),
                CachedAnswers.entry(3, "acme", "gpt-4o", "ann"),
                CachedAnswers.entry(4, "zoo", "gpt-4o", "zoo"),
                CachedAnswers.entry(5, "zoo", "gpt-4o", "zoo"));
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void addsUpWhatIsThereAndWhatItWasGoodFor() {
        int model = admin.site.identities.models().number("gpt-4o");
        var acme = Customers.key("acme", Tier.FREE, "ci");
        for (int loop = 0; loop < 2; loop++) {
            LoopListener on = admin.site.metrics.onLoop(loop);
            on.cacheLookedUp(CacheKind.EXACT, CacheResult.HIT, model, acme, 1_000);
            on.requestEnded(Customers.of(acme, Exchanges.hit(2, model, CacheKind.EXACT, 1_000)));
        }
        admin.site.metrics.onLoop(0).cacheLookedUp(CacheKind.EXACT, CacheResult.MISS, model, acme, 1_000);

        JsonNode report = admin.get(CACHE).json();

        JsonNode exact = report.at("/caches/0");
        assertThat(exact.get("cache").asText()).isEqualTo("exact");
        assertThat(exact.get("enabled").asBoolean()).isTrue();
        assertThat(exact.get("entries").asLong()).isEqualTo(5);
        assertThat(exact.get("bytes").asLong())
                .isBetween(1L, exact.get("max_bytes").asLong());
        assertThat(exact.get("hits").asLong()).isEqualTo(2);
        assertThat(exact.get("misses").asLong()).isEqualTo(1);
        assertThat(report.at("/caches/1/enabled").asBoolean()).as("semantic").isFalse();
        assertThat(report.at("/requests/hits").asLong()).isEqualTo(2);
        assertThat(report.at("/requests/saved_tokens").asLong()).isEqualTo(100);
        assertThat(report.at("/requests/saved_usd").decimalValue()).isEqualByComparingTo("0.0007");
        assertThat(tenant(report, "acme").get("entries").asLong()).isEqualTo(3);
        assertThat(tenant(report, "acme").at("/requests/saved_tokens").asLong()).isEqualTo(100);
        assertThat(tenant(report, "zoo").get("entries").asLong()).isEqualTo(2);
        assertThat(tenant(report, "zoo").at("/requests/hits").asLong()).isZero();
    }

    private static JsonNode tenant(JsonNode report, String name) {
        for (JsonNode tenant : report.get("tenants")) {
            if (tenant.get("tenant").asText().equals(name)) {
                return tenant;
            }
        }
        throw new AssertionError("no " + name + " in " + report);
    }

    @Test
    void listsWhatIsKeptWithoutWhatItSays() {
        Reply reply = admin.get(ENTRIES + "?tenant=acme&key=ann");

        assertThat(reply.json().get("items")).hasSize(1);
        JsonNode entry = reply.json().at("/items/0");
        assertThat(entry.get("id").asText()).isEqualTo(CachedAnswers.id(3));
        assertThat(entry.get("model").asText()).isEqualTo("gpt-4o");
        assertThat(entry.get("upstream_model").asText()).isEqualTo("gpt-4o-2026");
        assertThat(entry.get("bytes").asLong()).isEqualTo(CachedAnswers.SAYING.length());
        assertThat(entry.get("usd").decimalValue()).isEqualByComparingTo("0.00035");
        assertThat(reply.text()).doesNotContain(CachedAnswers.SAYING);
        assertThat(ids(ENTRIES + "?model=gpt-4o")).hasSize(4);
        assertThat(ids(ENTRIES + "?tenant=nobody")).isEmpty();
    }

    @Test
    void listsInPagesEachEntryOnce() {
        for (long number = 6; number <= 300; number++) {
            admin.estate.exact.store(CachedAnswers.entry(number, "acme", "gpt-4o", "ci"));
        }
        List<String> found = new ArrayList<>();
        String after = "";
        do {
            Reply page = admin.get(ENTRIES + "?limit=7" + after);
            page.json().get("items").forEach(item -> found.add(item.get("id").asText()));
            JsonNode next = page.json().get("next");
            after = next.isNull() ? "" : "&after=" + next.asText();
        } while (!after.isEmpty());

        assertThat(found)
                .isSorted()
                .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 300)
                        .mapToObj(CachedAnswers::id)
                        .toList());
    }

    @Test
    void deletesOneEntry() {
        String one = ENTRIES + "/" + CachedAnswers.id(2);

        assertThat(admin.delete(one).json().get("purged").asLong()).isEqualTo(1);
        assertThat(admin.delete(one).status()).isEqualTo(404);
        assertThat(admin.delete(ENTRIES + "/nonsense").status()).isEqualTo(404);
        assertThat(ids(ENTRIES)).hasSize(4).doesNotContain(CachedAnswers.id(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tenant\":\"zoo\"}|2|4 5",
                "{\"model\":\"gpt-4o\"}|4|1 3 4 5",
                "{\"model\":\"gpt-4o\",\"tenant\":\"acme\"}|2|1 3",
                "{\"key\":\"ci\"}|2|1 2",
                "{\"tenant\":\"nobody\"}|0|",
                "{\"all\":true}|5|1 2 3 4 5",
            })
    void purgesWhatIsGivenAndNothingElse(String body, long purged, String gone) {
        List<String> all = ids(ENTRIES);

        assertThat(admin.post(PURGE, body).json().get("purged").asLong()).isEqualTo(purged);

        List<String> dropped = gone == null
                ? List.of()
                : List.of(gone.split(" ")).stream()
                        .map(number -> CachedAnswers.id(Long.parseLong(number)))
                        .toList();
        assertThat(ids(ENTRIES))
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().filter(id -> !dropped.contains(id)).toList());
    }

    @Test
    void purgesOneEntry() {
        Reply reply = admin.post(PURGE, "{\"entry\":\"" + CachedAnswers.id(4) + "\"}");

        assertThat(reply.text()).isEqualTo("{\"purged\":1}");
        assertThat(ids(ENTRIES)).hasSize(4).doesNotContain(CachedAnswers.id(4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|",
                "|",
                "[]|",
                "{\"all\":false}|all",
                "{\"all\":true,\"tenant\":\"acme\"}|all",
                "{\"all\":\"yes\"}|all",
                "{\"tenant\":null}|tenant",
                "{\"tenant\":7}|tenant",
                "{\"tenant\":\"\"}|tenant",
                "{\"tenant\":\"a b\"}|tenant",
                "{\"model\":\"line\\nbreak\"}|model",
                "{\"key\":\"\"}|key",
                "{\"entry\":\"xyz\"}|entry",
                "{\"tenants\":\"acme\"}|tenants",
            })
    void refusesToPurgeWhatItDoesNotUnderstand(String body, String field) {
        Reply reply = admin.post(PURGE, body == null ? "" : body);

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asText()).isEqualTo(field == null ? "" : field);
        assertThat(ids(ENTRIES)).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({"tenants=acme,tenants", "tenant=a&tenant=b,tenant", "tenant=,tenant", "after=xyz,after", "limit=0,limit"
    })
    void refusesToListWhatItDoesNotUnderstand(String query, String field) {
        Reply reply = admin.get(ENTRIES + "?" + query);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asText()).isEqualTo(field);
        assertThat(admin.get(ENTRIES + "?tenant=%zz").status()).isEqualTo(400);
    }

    @Test
    void letsNobodyButAdministratorsIn() {
        for (String path : List.of(CACHE, ENTRIES)) {
            assertThat(admin.http.get(path, AdminFixture.SCRAPER).status()).isEqualTo(403);
            assertThat(admin.http.get(path).status()).isEqualTo(401);
        }
        assertThat(admin.http
                        .post(PURGE, "{\"all\":true}", AdminFixture.SCRAPER, AdminFixture.JSON)
                        .status())
                .isEqualTo(403);
        assertThat(admin.http.send("POST", PURGE, "{\"all\":true}", ADMIN).status())
                .isEqualTo(415);
        assertThat(admin.http
                        .send("DELETE", ENTRIES + "/" + CachedAnswers.id(1), "", AdminFixture.SCRAPER)
                        .status())
                .isEqualTo(403);
        assertThat(ids(ENTRIES)).hasSize(5);
    }

    private List<String> ids(String path) {
        List<String> ids = new ArrayList<>();
        admin.get(path)
                .json()
                .get("items")
                .forEach(item -> ids.add(item.get("id").asText()));
        return ids;
    }
}
