package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.ADMIN;
import static dev.sluice.metrics.admin.AdminFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metrics.admin.RawHttp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tenants, users, keys and the like through the admin port; what the rules are is tested where they are. */
final class AccountsApiTest {

    private static final String USERS = "/api/v1/users";

    private AdminFixture admin;

    @BeforeEach
    void start() throws IOException {
        admin = AdminFixture.withUsers();
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    @Test
    void tellsWhereWhatWasMadeIsAndWhichVersionItHas() {
        Reply made = admin.post(USERS, "{\"id\":\"bob\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(USERS + "/bob");
        assertThat(made.header("ETag"))
                .isEqualTo("\"" + made.json().get("version").asLong() + "\"");
        assertThat(admin.get(USERS + "/bob").header("ETag")).isEqualTo(made.header("ETag"));
    }

    @Test
    void changesOnlyWhatNobodyElseHasChanged() {
        String first = admin.post(USERS, "{\"id\":\"bob\"}").header("ETag");
        Reply second = put("{\"prepaid\":true}", "If-Match: " + first);

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.header("ETag")).isNotEqualTo(first);
        for (String stale : List.of(first, "W/" + second.header("ETag"), "\"x\"", "nonsense")) {
            assertThat(put("{}", "If-Match: " + stale).status()).as(stale).isEqualTo(412);
            assertThat(delete("If-Match: " + stale).status()).as(stale).isEqualTo(412);
        }
        assertThat(admin.get(USERS + "/bob").json().at("/definition/prepaid").asBoolean())
                .isTrue();
        assertThat(put("{}", "If-Match: *").status()).isEqualTo(200);
        assertThat(put("{}", "X-Nothing: 1").status()).isEqualTo(200);
        assertThat(delete("X-Nothing: 1").status()).isEqualTo(200);
        assertThat(delete("X-Nothing: 1").status()).isEqualTo(404);
    }

    @Test
    void listsInPages() {
        for (int user = 0; user < 5; user++) {
            admin.post(USERS, "{\"id\":\"u" + user + "\"}");
        }
        List<String> found = new ArrayList<>();
        String after = "";
        do {
            Reply page = admin.get(USERS + "?limit=2" + after);
            page.json().get("items").forEach(item -> found.add(item.get("id").asText()));
            after = page.json().get("next").isNull()
                    ? ""
                    : "&after=" + page.json().get("next").asText();
        } while (!after.isEmpty());

        assertThat(found).containsExactly("u0", "u1", "u2", "u3", "u4");
    }

    @Test
    void showsAClientKeyOnceAndForgetsItsValue() {
        Reply made = admin.post("/api/v1/client-keys", "{\"id\":\"k\"}");
        String value = made.json().get("value").asText();

        assertThat(value).matches("sk-sluice-[A-Za-z0-9]{32}");
        for (String path : List.of("/api/v1/client-keys", "/api/v1/client-keys/k")) {
            assertThat(admin.get(path).text())
                    .contains("\"k\"")
                    .doesNotContain(value)
                    .doesNotContain("value");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"x\",\"nonsense\":1}|nonsense",
                "{\"id\":\"x\",\"prepaid\":\"yes\"}|prepaid",
                "{\"id\":\"x\",\"limits\":{\"requests_per_minute\":-1}}|limits.requests_per_minute",
                "{\"id\":\"x\",\"limits\":{\"budget\":{\"usd\":1,\"per\":\"year\"}}}|limits.budget.per",
                "{\"id\":\"x\",\"tenant\":\"nowhere\"}|tenant",
                "{\"id\":null}|id",
            })
    void saysWhichFieldIsWrong(String body, String field) {
        Reply reply = admin.post(USERS, body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().at("/error/field").asText()).isEqualTo(field);
        assertThat(admin.get(USERS).json().get("items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[]", "1", "{\"id\":\"x\"", "{\"id\":\"x\",\"id\":\"y\"}", "null"})
    void refusesWhatIsNoObject(String body) {
        assertThat(admin.post(USERS, body).status()).isEqualTo(400);
    }

    @Test
    void letsNobodyButAdministratorsIn() {
        assertThat(admin.http.get(USERS, AdminFixture.SCRAPER).status()).isEqualTo(403);
        assertThat(admin.http.get(USERS).status()).isEqualTo(401);
        assertThat(admin.http.send("PUT", USERS + "/bob", "{}", ADMIN).status()).isEqualTo(415);
    }

    private Reply put(String body, String header) {
        return admin.http.send("PUT", USERS + "/bob", body, ADMIN, JSON, header);
    }

    private Reply delete(String header) {
        return admin.http.send("DELETE", USERS + "/bob", "", ADMIN, header);
    }
}
