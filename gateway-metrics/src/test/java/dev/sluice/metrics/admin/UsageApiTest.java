package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.ADMIN;
import static dev.sluice.metrics.admin.AdminFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.request.Usage;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.metrics.admin.RawHttp.Reply;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage and credits through the admin port. */
final class UsageApiTest {

    private static final String BOB = "/api/v1/users/bob/credits";
    private static final long NOON = 1_795_608_000_000L;

    private final MemoryStore store = new MemoryStore();
    private AdminFixture admin;

    @BeforeEach
    void start() throws IOException {
        admin = AdminFixture.over(new Estate(store, Estate.SEALING_KEY));
        admin.post("/api/v1/users", "{\"id\":\"bob\",\"prepaid\":true}");
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void addsUpWhatIsAskedFor() {
        fold(3, "gpt-4o");
        fold(1, "=cmd()");

        Reply reply =
                admin.get("/api/v1/usage?from=2026-11-25&to=2026-11-26T02:00:00%2B02:00&group_by=day,model&user=bob");

        assertThat(reply.json().get("from").asText()).isEqualTo("2026-11-25T00:00:00Z");
        assertThat(reply.json().get("to").asText()).isEqualTo("2026-11-26T00:00:00Z");
        assertThat(reply.json().get("items")).hasSize(2);
        assertThat(reply.json().at("/items/1/group/model").asText()).isEqualTo("gpt-4o");
        assertThat(reply.text()).contains("\"requests\":3").contains("\"usd\":0.0000075");
        assertThat(admin.get("/api/v1/usage?from=2026-11-25&user=eve")
                        .json()
                        .at("/items/0/requests")
                        .asInt())
                .isZero();
    }

    @Test
    void exportsMoreThanIsHeldInMemoryAtATime() {
        for (int part = 0; part < 12; part++) {
            fold(1_000, "gpt-4o");
        }

        Reply csv = admin.get("/api/v1/usage.csv?from=2026-11-25&to=2026-11-26");

        assertThat(csv.header("Whole")).isEqualTo("true");
        assertThat(csv.header("Content-Type")).startsWith("text/csv");
        assertThat(csv.text().lines().filter(line -> line.contains("gpt-4o"))).hasSize(12_000);
    }

    @Test
    void cutsOffAnExportThatBreaksOffSoThatItDoesNotLookWhole() throws IOException {
        for (int part = 0; part < 6; part++) {
            fold(1_000, "gpt-4o");
        }
        UsageRecords usage = failing(UsageRecords.class, store.usage(), "entries", 2);
        Store failing = failing(Store.class, store, "usage", usage);
        try (AdminFixture other = AdminFixture.over(new Estate(failing, Estate.SEALING_KEY))) {
            Reply csv = other.get("/api/v1/usage.csv?from=2026-11-25&to=2026-11-26");

            assertThat(csv.status()).isEqualTo(200);
            assertThat(csv.header("Whole")).isEqualTo("false");
        }
    }

    @Test
    void keepsNobodyWaitingWhileAReportIsMade() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        UsageRecords slow = UsageRecords.class.cast(Proxy.newProxyInstance(
                UsageRecords.class.getClassLoader(), new Class<?>[] {UsageRecords.class}, (proxy, called, with) -> {
                    if (called.getName().equals("sums")) {
                        asked.countDown();
                        goOn.await();
                    }
                    return called.invoke(store.usage(), with);
                }));
        Store holding = failing(Store.class, store, "usage", slow);
        try (AdminFixture other = AdminFixture.over(new Estate(holding, Estate.SEALING_KEY))) {
            CompletableFuture<Reply> report =
                    CompletableFuture.supplyAsync(() -> other.get("/api/v1/usage?from=2026-11-25"));
            asked.await();

            assertThat(other.get("/api/v1/users").status()).isEqualTo(200);
            assertThat(report).isNotDone();
            goOn.countDown();
            assertThat(report.get().status()).isEqualTo(200);
        }
    }

    @Test
    void exportsNothingThatASpreadsheetComputes() {
        fold(1, "=cmd()");

        assertThat(admin.get("/api/v1/usage.csv?from=2026-11-25&to=2026-11-26").text())
                .contains(",'=cmd(),");
        assertThat(admin.get("/api/v1/usage.csv?from=2026-11-25&group_by=model").text())
                .contains("\r\n'=cmd(),1,");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from=yesterday|from",
                "to=2026-13-01|to",
                "from=2026-11-26&to=2026-11-25|from",
                "group_by=cost|group_by",
                "group_by=day,day|group_by",
                "group_by=|group_by",
                "colour=red|colour",
                "hour=1|hour",
                "user=a&user=b|user",
                "from=%2B99999-01-01T00:00:00Z|from",
                "SELECT=1|***"
            })
    void saysWhichParameterIsWrong(String query, String parameter) {
        for (String path : List.of("/api/v1/usage?", "/api/v1/usage.csv?")) {
            Reply reply = admin.get(path + query);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().at("/error/field").asText()).isEqualTo(parameter);
        }
    }

    @Test
    void topsUpOnceWhateverIsRepeatedAndTellsTheMeters() {
        Reply made = credit("{\"usd\":12.5}", "Idempotency-Key: a");
        Reply again = credit("{\"usd\":12.5}", "Idempotency-Key: a");
        Reply taken = credit("{\"usd\":2.5,\"action\":\"take\"}", "Idempotency-Key: b");

        assertThat(made.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().get("change")).isEqualTo(made.json().get("change"));
        assertThat(taken.text()).contains("\"usd\":-2.5").contains("\"balance_usd\":10,");
        assertThat(admin.estate.meters.balance("bob")).isEqualTo(10_000_000_000_000L);
        assertThat(admin.get(BOB).json().at("/changes/items")).hasSize(2);
        assertThat(admin.get(BOB + "?limit=1").json().at("/changes/next").isTextual())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"usd\":0}|usd",
                "{\"usd\":-5}|usd",
                "{\"usd\":1e99}|usd",
                "{\"usd\":0.0000001}|usd",
                "{\"usd\":\"5\"}|usd",
                "{}|usd",
                "{\"usd\":5,\"action\":\"give\"}|action",
                "{\"usd\":5,\"more\":1}|more"
            })
    void refusesChangesThatMakeNoSense(String body, String field) {
        Reply reply = credit(body, "Idempotency-Key: a");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asText()).isEqualTo(field);
        assertThat(store.ledger().balance("bob")).isZero();
    }

    @Test
    void wantsOneIdempotencyKey() {
        assertThat(credit("{\"usd\":1}", "X-Nothing: 1")
                        .json()
                        .at("/error/code")
                        .asText())
                .isEqualTo("idempotency_key_missing");
        assertThat(admin.http
                        .send("POST", BOB, "{\"usd\":1}", ADMIN, JSON, "Idempotency-Key: a", "Idempotency-Key: b")
                        .status())
                .isEqualTo(400);
    }

    /** The same, but for one method, which gives something else, or fails from a certain call on. */
    private static <T> T failing(Class<T> type, T inner, String method, Object instead) {
        AtomicInteger calls = new AtomicInteger();
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, with) -> {
            if (called.getName().equals(method)) {
                if (!(instead instanceof Integer from)) {
                    return instead;
                }
                if (calls.incrementAndGet() >= from) {
                    throw new StoreException("the disk fails");
                }
            }
            return called.invoke(inner, with);
        }));
    }

    private Reply credit(String body, String header) {
        return admin.http.send("POST", BOB, body, ADMIN, JSON, header);
    }

    private int folded;

    private void fold(int count, String model) {
        List<Entry> entries = new ArrayList<>();
        for (int entry = 0; entry < count; entry++) {
            folded++;
            Usage usage = Usage.tokens(10, 5);
            entries.add(new Entry(
                    folded, 0, NOON, "t", "bob", "k", null, model, "openai", 200, usage, false, 2_500_000, "", true,
                    false, List.of()));
        }
        store.ledger().fold(entries);
    }
}
