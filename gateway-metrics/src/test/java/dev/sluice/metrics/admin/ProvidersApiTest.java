package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.ADMIN;
import static dev.sluice.metrics.admin.AdminFixture.JSON;
import static dev.sluice.metrics.admin.AdminFixture.SCRAPER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.resilience.Breaker;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.metrics.admin.RawHttp.Reply;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvidersApiTest {

    private static void open(Breaker breaker) {
        for (int i = 0; i < 5; i++) {
            breaker.failed(breaker.tryAcquire());
        }
    }

    @Test
    void listsGroupsAndAggregates() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply reply = admin.get("/api/v1/providers");
            JsonNode page = reply.json();

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Content-Type")).isEqualTo("application/json");
            assertThat(page.get("items").findValuesAsText("name")).contains("all", "local", "openai");
            assertThat(page.get("next").isNull()).isTrue();
            JsonNode all = page.get("items").get(0);
            JsonNode openai = page.get("items").get(2);
            assertThat(all.get("kind").asText()).isEqualTo("aggregate");
            assertThat(all.get("members").toString())
                    .isEqualTo("[{\"provider\":\"openai\",\"weight\":0.75},{\"provider\":\"local\",\"weight\":0.25}]");
            assertThat(openai.get("upstreams").toString())
                    .isEqualTo("[{\"url\":\"http://127.0.0.1:1/api\",\"weight\":2.0},"
                            + "{\"url\":\"http://127.0.0.1:2\",\"weight\":1.0}]");
            assertThat(openai.get("rotation").asText()).isEqualTo("round_robin");
            assertThat(openai.get("keys").toString())
                    .isEqualTo("{\"needed\":true,\"total\":2,\"active\":2,\"cooling\":0,\"invalid\":0,\"disabled\":0}");
            assertThat(openai.get("models").findValuesAsText("breaker")).containsOnly("closed");
            assertThat(openai.get("available").asBoolean()).isTrue();
        }
    }

    @Test
    void goesThroughAListInPages() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            JsonNode first = admin.get("/api/v1/providers?limit=2").json();
            JsonNode second = admin.get("/api/v1/providers?limit=2&after="
                            + first.get("next").asText())
                    .json();

            assertThat(first.get("items")).hasSize(2);
            assertThat(second.get("items")).hasSize(1);
            assertThat(second.get("items").get(0).get("name").asText()).isEqualTo("openai");
            assertThat(second.get("next").isNull()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=1001, limit",
        "limit=-1, limit",
        "limit=ten, limit",
        "limit=, limit",
        "limit=1&limit=2, limit",
        "after=a&after=b, after"
    })
    void tellsWhichPartOfAQueryMakesNoSense(String query, String field) throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply reply = admin.get("/api/v1/providers?" + query);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().at("/error/field").asText()).isEqualTo(field);
        }
    }

    @Test
    void closesBreakers() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Breaker breaker = admin.estate.vitals("gpt-4o").breaker();
            open(breaker);
            JsonNode before = admin.get("/api/v1/providers/openai").json();
            Reply reset = admin.post("/api/v1/providers/openai/breakers/reset", "{\"model\":\"gpt-4o\"}");

            assertThat(before.get("available").asBoolean()).isFalse();
            assertThat(before.at("/models/0/opens_for_seconds").asDouble()).isPositive();
            assertThat(reset.status()).isEqualTo(200);
            assertThat(reset.text()).isEqualTo("{\"provider\":\"openai\",\"models\":[\"gpt-4o\"]}");
            assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
            assertThat(admin.post("/api/v1/providers/openai/breakers/reset", "")
                            .json()
                            .get("models"))
                    .hasSize(2);
        }
    }

    @Test
    void resetsNothingForANullThatIsMeantToBeAModel() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Breaker breaker = admin.estate.vitals("gpt-4o").breaker();
            open(breaker);

            Reply reset = admin.post("/api/v1/providers/openai/breakers/reset", "{\"model\":null}");

            assertThat(reset.status()).isEqualTo(400);
            assertThat(reset.json().at("/error/field").asText()).isEqualTo("model");
            assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/providers/nobody, 404, provider_not_found",
        "GET, /api/v1/providers/all/keys, 409, is_aggregate",
        "POST, /api/v1/providers/all/breakers/reset, 409, is_aggregate",
        "GET, /api/v1/providers/a%2Fb, 400, invalid_path",
        "GET, /api/v1/providers/%00, 400, invalid_path",
        "GET, /api/v1/providers/a+b, 400, invalid_path",
        "GET, /api/v1/providers/, 404, not_found",
        "GET, /api/v1/nothing, 404, not_found",
        "GET, /api/v1/providers/openai/breakers/reset, 405, method_not_allowed"
    })
    void answersWhatIsNotThere(String method, String path, int status, String code) throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply reply = admin.http.send(method, path, "", ADMIN, JSON);

            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.json().at("/error/code").asText()).isEqualTo(code);
        }
    }

    @Test
    void undoesPercentSignsOfNames() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            assertThat(admin.get("/api/v1/providers/%6Fpenai")
                            .json()
                            .get("name")
                            .asText())
                    .isEqualTo("openai");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/providers", "/api/v1/providers/openai/keys", "/api/v1/openapi.json", "/api/v1/tasks/x"})
    void needsTheAdminRole(String path) throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers();
                AdminFixture open = AdminFixture.open()) {
            assertThat(admin.http.get(path).status()).isEqualTo(401);
            assertThat(admin.http.get(path, SCRAPER).status()).isEqualTo(403);
            assertThat(open.http.get(path).status()).isEqualTo(403);
        }
    }

    @Test
    void saysAllMethodsThatAPathHas() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply keys = admin.http.send("PUT", "/api/v1/providers/openai/keys", "", ADMIN);
            Reply key = admin.http.send("PATCH", "/api/v1/providers/openai/keys/team-a", "", ADMIN);

            assertThat(keys.status()).isEqualTo(405);
            assertThat(keys.header("Allow")).isEqualTo("GET, HEAD, POST");
            assertThat(key.header("Allow")).isEqualTo("DELETE, GET, HEAD");
        }
    }
}
