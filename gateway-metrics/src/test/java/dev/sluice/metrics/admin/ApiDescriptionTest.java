package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.ADMIN;
import static dev.sluice.metrics.admin.AdminFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.core.manage.Management;
import dev.sluice.core.provider.KeyRing.Outcome;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.metrics.admin.RawHttp.Reply;
import dev.sluice.metrics.vocabulary.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of the API, in {@code docs/openapi.json}, against the server that runs. */
class ApiDescriptionTest {

    private static final Path FILE = Path.of("..", "docs", "openapi.json");
    private static final String ID = "https://sluice.dev/openapi.json";
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    private final String text = read();
    private final JsonNode description = parse(text);
    private final SchemaRegistry schemas = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(ID, text)));

    private static String read() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Method and path of everything that is described. */
    private Set<String> described() {
        Set<String> all = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    all.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            }
        }
        return all;
    }

    @Test
    void describesEveryRouteAndNothingElse() {
        Set<String> routes = new TreeSet<>();
        try (Estate estate = new Estate(new MemoryStore(), null);
                Site site = new Site();
                Lane lane = Lane.of("test", 1, 1)) {
            List<Route> all = new ArrayList<>(
                    ApiRoutes.of(estate.management, site.metrics, new Routes.Lanes(lane, lane, lane, lane)));
            all.addAll(LiveRoutes.api(lane, call -> NOTHING, call -> NOTHING));
            for (Route route : all) {
                route.methods().stream()
                        .filter(method -> !method.equals("HEAD"))
                        .forEach(method -> routes.add(method + " " + route.path()));
            }
        }

        assertThat(described()).isEqualTo(routes);
    }

    @Test
    void isWhatTheServerServes() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            assertThat(admin.get("/api/v1/openapi.json").text()).isEqualTo(text);
        }
    }

    @Test
    void resolvesAllItsReferences() {
        List<JsonNode> references = description.findValues("$ref");

        assertThat(references).isNotEmpty();
        assertThat(references).allSatisfy(reference -> {
            assertThat(reference.asText()).startsWith("#/");
            assertThat(description.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        });
    }

    /** A request, and the status that it is to have. */
    private record Asked(String route, String path, String body, int status) {}

    private static final Answer NOTHING = Answer.text(200, "");
    private static final String KEYS = "/api/v1/providers/openai/keys";
    private static final String ADDITION = "{\"keys\":[{\"name\":\"new\",\"value\":\"sk-fedcba9876543210\"}]}";

    /** A life of each kind of accounts. */
    private static final List<Asked> ACCOUNTS = List.of(
            new Asked("POST /api/v1/tenants", "/api/v1/tenants", "{\"id\": \"acme\", \"tier\": \"starter\"}", 201),
            new Asked("POST /api/v1/tenants", "/api/v1/tenants", "{\"id\": \"acme\"}", 409),
            new Asked(
                    "POST /api/v1/users",
                    "/api/v1/users",
                    "{\"id\": \"bob\", \"tenant\": \"acme\", \"prepaid\": true,"
                            + " \"limits\": {\"budget\": {\"usd\": 0.25, \"per\": \"day\"}}}",
                    201),
            new Asked("POST /api/v1/users", "/api/v1/users", "{\"id\": \"x\", \"tenant\": \"nowhere\"}", 400),
            new Asked("POST /api/v1/roles", "/api/v1/roles", "{\"id\": \"dev\", \"models\": [\"gpt-*\"]}", 201),
            new Asked(
                    "POST /api/v1/plans",
                    "/api/v1/plans",
                    "{\"id\": \"pro\", \"kind\": \"team\", \"monthly_usd\": 20, \"limits\": {\"requests_per_day\": 5}}",
                    201),
            new Asked(
                    "POST /api/v1/client-keys",
                    "/api/v1/client-keys",
                    "{\"id\": \"k1\", \"user\": \"bob\", \"role\": \"dev\", \"addresses\": [\"10.0.0.0/8\"],"
                            + " \"expires\": \"2030-01-01T00:00:00Z\"}",
                    201),
            new Asked(
                    "POST /api/v1/trials",
                    "/api/v1/trials",
                    "{\"user\": \"bob\", \"ends\": \"2100-01-01T00:00:00Z\", \"tokens\": 1000, \"usd\": 1.5}",
                    201),
            new Asked(
                    "POST /api/v1/trials",
                    "/api/v1/trials",
                    "{\"user\": \"bob\", \"ends\": \"2100-01-01T00:00:00Z\"}",
                    409),
            new Asked(
                    "POST /api/v1/subscriptions",
                    "/api/v1/subscriptions",
                    "{\"id\": \"s1\", \"user\": \"bob\", \"plan\": \"pro\"}",
                    201),
            new Asked("GET /api/v1/tenants", "/api/v1/tenants", "", 200),
            new Asked("GET /api/v1/tenants/{id}", "/api/v1/tenants/acme", "", 200),
            new Asked("GET /api/v1/tenants/{id}", "/api/v1/tenants/none", "", 404),
            new Asked("PUT /api/v1/tenants/{id}", "/api/v1/tenants/acme", "{\"tier\": \"enterprise\"}", 200),
            new Asked("PUT /api/v1/tenants/{id}", "/api/v1/tenants/acme", "{\"nonsense\": 1}", 400),
            new Asked("GET /api/v1/users", "/api/v1/users", "", 200),
            new Asked("GET /api/v1/users/{id}", "/api/v1/users/bob", "", 200),
            new Asked("GET /api/v1/users/{id}", "/api/v1/users/none", "", 404),
            new Asked("PUT /api/v1/users/{id}", "/api/v1/users/bob", "{\"tenant\": \"acme\"}", 200),
            new Asked("PUT /api/v1/users/{id}", "/api/v1/users/bob", "{\"nonsense\": 1}", 400),
            new Asked("GET /api/v1/roles", "/api/v1/roles", "", 200),
            new Asked("GET /api/v1/roles/{id}", "/api/v1/roles/dev", "", 200),
            new Asked("GET /api/v1/roles/{id}", "/api/v1/roles/none", "", 404),
            new Asked("PUT /api/v1/roles/{id}", "/api/v1/roles/dev", "{}", 200),
            new Asked("PUT /api/v1/roles/{id}", "/api/v1/roles/dev", "{\"nonsense\": 1}", 400),
            new Asked("GET /api/v1/plans", "/api/v1/plans", "", 200),
            new Asked("GET /api/v1/plans/{id}", "/api/v1/plans/pro", "", 200),
            new Asked("GET /api/v1/plans/{id}", "/api/v1/plans/none", "", 404),
            new Asked("PUT /api/v1/plans/{id}", "/api/v1/plans/pro", "{}", 200),
            new Asked("PUT /api/v1/plans/{id}", "/api/v1/plans/pro", "{\"nonsense\": 1}", 400),
            new Asked("GET /api/v1/client-keys", "/api/v1/client-keys", "", 200),
            new Asked("GET /api/v1/client-keys/{id}", "/api/v1/client-keys/k1", "", 200),
            new Asked("GET /api/v1/client-keys/{id}", "/api/v1/client-keys/none", "", 404),
            new Asked("PUT /api/v1/client-keys/{id}", "/api/v1/client-keys/k1", "{\"user\": \"bob\"}", 200),
            new Asked("PUT /api/v1/client-keys/{id}", "/api/v1/client-keys/k1", "{\"nonsense\": 1}", 400),
            new Asked("GET /api/v1/subscriptions", "/api/v1/subscriptions", "", 200),
            new Asked("GET /api/v1/subscriptions/{id}", "/api/v1/subscriptions/s1", "", 200),
            new Asked("GET /api/v1/subscriptions/{id}", "/api/v1/subscriptions/none", "", 404),
            new Asked(
                    "PUT /api/v1/subscriptions/{id}",
                    "/api/v1/subscriptions/s1",
                    "{\"user\": \"bob\", \"plan\": \"pro\"}",
                    200),
            new Asked("PUT /api/v1/subscriptions/{id}", "/api/v1/subscriptions/s1", "{\"nonsense\": 1}", 400),
            new Asked("GET /api/v1/trials", "/api/v1/trials", "", 200),
            new Asked("GET /api/v1/trials/{id}", "/api/v1/trials/bob", "", 200),
            new Asked("PUT /api/v1/trials/{id}", "/api/v1/trials/bob", "{\"ends\": \"2100-01-01T00:00:00Z\"}", 409),
            new Asked("POST /api/v1/users/{id}/credits", "/api/v1/users/bob/credits", "{\"usd\": 12.5}", 201),
            new Asked("POST /api/v1/users/{id}/credits", "/api/v1/users/bob/credits", "{\"usd\": 12.5}", 200),
            new Asked("POST /api/v1/users/{id}/credits", "/api/v1/users/bob/credits", "{\"usd\": 13}", 409),
            new Asked("POST /api/v1/users/{id}/credits", "/api/v1/users/bob/credits", "{\"usd\": -1}", 400),
            new Asked("POST /api/v1/users/{id}/credits", "/api/v1/users/none/credits", "{\"usd\": 1}", 404),
            new Asked("GET /api/v1/users/{id}/credits", "/api/v1/users/bob/credits", "", 200),
            new Asked("GET /api/v1/usage", "/api/v1/usage?group_by=day,user&model=gpt-4o", "", 200),
            new Asked("GET /api/v1/usage", "/api/v1/usage?group_by=cost", "", 400),
            new Asked("GET /api/v1/usage.csv", "/api/v1/usage.csv", "", 200),
            new Asked("GET /api/v1/usage.csv", "/api/v1/usage.csv?from=never", "", 400),
            new Asked("DELETE /api/v1/plans/{id}", "/api/v1/plans/pro", "", 409),
            new Asked("POST /api/v1/subscriptions/{id}/cancel", "/api/v1/subscriptions/s1/cancel", "", 200),
            new Asked("DELETE /api/v1/trials/{id}", "/api/v1/trials/bob", "", 200),
            new Asked("DELETE /api/v1/subscriptions/{id}", "/api/v1/subscriptions/s1", "", 200),
            new Asked("DELETE /api/v1/client-keys/{id}", "/api/v1/client-keys/k1", "", 200),
            new Asked("DELETE /api/v1/users/{id}", "/api/v1/users/bob", "", 409),
            new Asked("POST /api/v1/users", "/api/v1/users", "{\"id\": \"eve\"}", 201),
            new Asked("DELETE /api/v1/users/{id}", "/api/v1/users/eve", "", 200),
            new Asked("DELETE /api/v1/tenants/{id}", "/api/v1/tenants/acme", "", 409),
            new Asked("POST /api/v1/tenants", "/api/v1/tenants", "{\"id\": \"zoo\"}", 201),
            new Asked("DELETE /api/v1/tenants/{id}", "/api/v1/tenants/zoo", "", 200),
            new Asked("DELETE /api/v1/plans/{id}", "/api/v1/plans/pro", "", 200),
            new Asked("DELETE /api/v1/roles/{id}", "/api/v1/roles/dev", "", 200));

    private static final String ENTRY = "DELETE /api/v1/cache/entries/{id}";

    private static final List<Asked> CACHES = List.of(
            new Asked("GET /api/v1/cache", "/api/v1/cache", "", 200),
            new Asked("GET /api/v1/cache/entries", "/api/v1/cache/entries?tenant=acme&model=gpt-4o&key=k", "", 200),
            new Asked("GET /api/v1/cache/entries", "/api/v1/cache/entries?nonsense=1", "", 400),
            new Asked(ENTRY, "/api/v1/cache/entries/" + CachedAnswers.id(1), "", 200),
            new Asked(ENTRY, "/api/v1/cache/entries/" + CachedAnswers.id(1), "", 404),
            new Asked("POST /api/v1/cache/purge", "/api/v1/cache/purge", "{\"tenant\": \"acme\"}", 200),
            new Asked("POST /api/v1/cache/purge", "/api/v1/cache/purge", "{}", 400));

    private static List<Asked> requests(String task) {
        String provider = "/api/v1/providers/{provider}";
        String keys = provider + "/keys";
        String key = keys + "/{key}";
        return List.of(
                new Asked("GET /api/v1/openapi.json", "/api/v1/openapi.json", "", 200),
                new Asked("GET /api/v1/login", "/api/v1/login", "", 200),
                new Asked("GET /api/v1/providers", "/api/v1/providers", "", 200),
                new Asked("GET /api/v1/providers", "/api/v1/providers?limit=1", "", 200),
                new Asked("GET /api/v1/providers", "/api/v1/providers?limit=0", "", 400),
                new Asked("GET " + provider, "/api/v1/providers/openai", "", 200),
                new Asked("GET " + provider, "/api/v1/providers/all", "", 200),
                new Asked("GET " + provider, "/api/v1/providers/nobody", "", 404),
                new Asked("POST " + provider + "/breakers/reset", "/api/v1/providers/openai/breakers/reset", "{}", 200),
                new Asked("POST " + provider + "/breakers/reset", "/api/v1/providers/all/breakers/reset", "", 409),
                new Asked("POST " + keys, KEYS, ADDITION, 201),
                new Asked("POST " + keys, KEYS, ADDITION, 409),
                new Asked("POST " + keys, KEYS, "{\"keys\":[{}]}", 400),
                new Asked("GET " + keys, KEYS, "", 200),
                new Asked("GET " + key, KEYS + "/new", "", 200),
                new Asked("GET " + key, KEYS + "/a%2Fb", "", 400),
                new Asked("POST " + key + "/disable", KEYS + "/new/disable", "", 200),
                new Asked("POST " + key + "/restore", KEYS + "/new/restore", "", 200),
                new Asked("POST " + key + "/validate", KEYS + "/new/validate", "", 202),
                new Asked("POST " + keys + "/validate", KEYS + "/validate", "{\"only\":\"invalid\"}", 202),
                new Asked("DELETE " + key, KEYS + "/team-a", "", 409),
                new Asked("DELETE " + key, KEYS + "/new", "", 200),
                new Asked("DELETE " + key, KEYS + "/new", "", 404),
                new Asked("GET /api/v1/tasks/{task}", "/api/v1/tasks/" + task, "", 200),
                new Asked("GET /api/v1/tasks/{task}", "/api/v1/tasks/none", "", 404));
    }

    @Test
    void describesWhatTheServerAnswers() throws IOException {
        Map<String, List<Error>> wrong = new TreeMap<>();
        Set<String> asked = new TreeSet<>();
        try (AdminFixture admin = AdminFixture.withUsers()) {
            giveKeysEveryState(admin);
            List<Asked> requests = new ArrayList<>(requests(startTask(admin.estate.management)));
            requests.addAll(ACCOUNTS);
            requests.addAll(CACHES);
            CachedAnswers.keep(admin.estate.exact, CachedAnswers.entry(1, "acme", "gpt-4o", "k"));
            for (Asked request : requests) {
                String method = request.route().split(" ", 2)[0];
                Reply reply =
                        admin.http.send(method, request.path(), request.body(), ADMIN, JSON, "Idempotency-Key: k");
                asked.add(request.route());

                assertThat(reply.status()).as(request + ": " + reply.text()).isEqualTo(request.status());
                if (request.path().contains(".csv") && request.status() == 200) {
                    continue;
                }
                List<Error> errors = schema(request).validate(reply.text(), InputFormat.JSON);
                if (!errors.isEmpty()) {
                    wrong.put(request.toString(), errors);
                }
            }
        }
        assertThat(wrong).isEmpty();
        asked.add("GET /api/v1/live");
        assertThat(asked).as("everything that is described was asked for").isEqualTo(described());
    }

    @ParameterizedTest
    @ValueSource(strings = {"_", "-"})
    void describesAGroupWithTheLongestNameThereMayBe(String first) throws IOException {
        String name = first + "x".repeat(99);
        String path = "/api/v1/providers/" + name;
        String provider = "/api/v1/providers/{provider}";
        List<Asked> requests = List.of(
                new Asked("GET " + provider, path, "", 200),
                new Asked("POST " + provider + "/breakers/reset", path + "/breakers/reset", "{}", 200),
                new Asked("POST " + provider + "/keys", path + "/keys", ADDITION, 201),
                new Asked("DELETE " + provider + "/keys/{key}", path + "/keys/new", "", 200));
        assertThat(name)
                .matches(description.at("/components/schemas/GroupName/pattern").asText());
        try (AdminFixture admin = AdminFixture.over(Estate.withGroup(name))) {
            for (Asked request : requests) {
                String method = request.route().split(" ", 2)[0];
                Reply reply = admin.http.send(method, request.path(), request.body(), ADMIN, JSON);

                assertThat(reply.status()).as(request + ": " + reply.text()).isEqualTo(request.status());
                assertThat(schema(request).validate(reply.text(), InputFormat.JSON))
                        .isEmpty();
            }
        }
    }

    @Test
    void wouldNoticeAnAnswerThatIsNotDescribed() {
        Asked task = new Asked("GET /api/v1/tasks/{task}", "", "", 200);

        assertThat(schema(task).validate("{\"id\":\"x\",\"more\":1}", InputFormat.JSON))
                .hasSizeGreaterThan(1);
    }

    private static String startTask(Management management) {
        return management.validations().start("openai", "team-a").fold(task -> task.id(), refusal -> {
            throw new AssertionError(refusal);
        });
    }

    /** A stream does not end: its events are looked at one by one. */
    @Test
    void describesWhatIsToldEachSecond() throws IOException {
        JsonNode content = description.at("/paths/~1api~1v1~1live/get/responses/200/content");
        assertThat(content.has("text/event-stream")).isTrue();
        Schema second = schemas.getSchema(SchemaLocation.of(ID + "#/components/schemas/Second"));
        try (AdminFixture admin = AdminFixture.withUsers();
                EventReader events = EventReader.open(admin.http, ADMIN)) {
            for (String name : List.of("snapshot", "second")) {
                EventReader.Event event = events.next();

                assertThat(event.name()).isEqualTo(name);
                assertThat(second.validate(event.data(), InputFormat.JSON)).isEmpty();
            }
        }
    }

    private static void giveKeysEveryState(AdminFixture admin) {
        StringBuilder more = new StringBuilder("{\"keys\":[");
        for (String state : List.of("invalid", "cooling", "disabled")) {
            more.append(more.length() > 9 ? "," : "")
                    .append("{\"name\":\"" + state + "\",\"value\":\"sk-" + state + "-0123456789\"}");
        }
        admin.post(KEYS, more + "]}");
        admin.post(KEYS + "/disabled/disable", "");
        end(admin, "invalid", Outcome.EXHAUSTED);
        end(admin, "cooling", Outcome.RATE_LIMITED);
        admin.estate.vitals("gpt-4o").health().succeeded(1_000_000);
    }

    private static void end(AdminFixture admin, String key, Outcome outcome) {
        List<ProviderKey> others = new ArrayList<>(admin.estate.ring("openai").keys());
        others.removeIf(each -> each.name().equals(key));
        ProviderKey taken = Objects.requireNonNull(admin.estate.ring("openai").select(0, others));
        assertThat(taken.name()).isEqualTo(key);
        admin.estate.ring("openai").ended(taken, outcome, 3_600_000_000_000L);
    }

    /** The schema of an answer, which must be described. */
    private Schema schema(Asked request) {
        String[] route = request.route().split(" ", 2);
        String responses = "/paths/" + route[1].replace("/", "~1") + "/" + route[0].toLowerCase(Locale.ROOT)
                + "/responses/" + request.status();
        JsonNode response = description.at(responses);
        assertThat(response.isMissingNode()).as(request + " is described").isFalse();
        String at = response.has("$ref") ? response.get("$ref").asText().substring(1) : responses;
        return schemas.getSchema(SchemaLocation.of(ID + "#" + at + "/content/application~1json/schema"));
    }
}
