package dev.sluice.metrics.admin;

import static dev.sluice.metrics.admin.AdminFixture.ADMIN;
import static dev.sluice.metrics.admin.AdminFixture.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.metrics.admin.RawHttp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysApiTest {

    private static final String KEYS = "/api/v1/providers/openai/keys";
    private static final String NEW =
            "{\"keys\":[{\"name\":\"new\",\"value\":\"sk-fedcba9876543210\",\"priority\":3}]}";

    private static String named(int count, String value) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"name\":\"key-" + i + "\",\"value\":\"" + value + i + "\"}")
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    @Test
    void showsKeysMaskedAndNeverWhatTheyAre() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply list = admin.get(KEYS);
            Reply one = admin.get(KEYS + "/team-b");

            assertThat(list.json().get("items").get(0).toString())
                    .isEqualTo("{\"name\":\"team-a\",\"masked\":\"sk-…cdef\",\"source\":\"file\",\"priority\":1,"
                            + "\"state\":\"active\",\"reason\":\"\",\"failures\":0,\"health\":1.0,\"in_flight\":0,"
                            + "\"cooling_until\":null,\"version\":0}");
            assertThat(one.json().get("masked").asText()).isEqualTo("***");
            assertThat(list.text() + one.text()).doesNotContain("0123456789").doesNotContain("sk-short");
        }
    }

    @Test
    void addsAKeyThatIsThenUsedAndDeletesIt() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply added = admin.post(KEYS, NEW);
            JsonNode shown = admin.get(KEYS + "/new").json();

            assertThat(added.status()).isEqualTo(201);
            assertThat(added.text()).isEqualTo("{\"added\":1}");
            assertThat(shown.get("source").asText()).isEqualTo("api");
            assertThat(shown.get("priority").asInt()).isEqualTo(3);
            assertThat(admin.estate.key("openai", "new").value().value()).isEqualTo("sk-fedcba9876543210");
            Reply deleted = admin.delete(KEYS + "/new");

            assertThat(deleted.status()).isEqualTo(200);
            assertThat(deleted.json().at("/key/name").asText()).isEqualTo("new");
            assertThat(deleted.json().get("warning").isNull()).isTrue();
            assertThat(admin.get(KEYS + "/new").status()).isEqualTo(404);
        }
    }

    @Test
    void keepsAddedKeysAndStatesOverARestart() throws IOException {
        Store store = new MemoryStore();
        try (AdminFixture admin = AdminFixture.over(new Estate(store, Estate.SEALING_KEY))) {
            admin.post(KEYS, NEW);
            admin.post(KEYS + "/new/disable", "{}");
            admin.post(KEYS + "/team-a/disable", "{}");
        }
        try (AdminFixture admin = AdminFixture.over(new Estate(store, Estate.SEALING_KEY))) {
            assertThat(admin.get(KEYS).json().get("items").findValuesAsText("state"))
                    .containsExactly("disabled", "disabled", "active");
            assertThat(admin.estate.key("openai", "new").value().value()).isEqualTo("sk-fedcba9876543210");
        }
    }

    @Test
    void warnsThatDeletingTheLastKeyMakesAGroupUnavailable() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            String keys = "/api/v1/providers/local/keys";
            admin.post(keys, NEW);
            Reply deleted = admin.delete(keys + "/new");

            assertThat(deleted.json().get("warning").asText()).contains("local").contains("not available");
            assertThat(admin.get("/api/v1/providers/local")
                            .json()
                            .get("available")
                            .asBoolean())
                    .isFalse();
        }
    }

    @Test
    void disablesAndRestores() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply disabled = admin.post(KEYS + "/team-a/disable", "");
            assertThat(admin.estate.key("openai", "team-a").state()).isEqualTo(KeyState.DISABLED);
            Reply restored = admin.post(KEYS + "/team-a/restore", "{}");

            assertThat(disabled.json().at("/key/state").asText()).isEqualTo("disabled");
            assertThat(disabled.json().at("/key/reason").asText()).isEqualTo("by_operator");
            assertThat(restored.json().at("/key/state").asText()).isEqualTo("active");
        }
    }

    @Test
    void leavesKeysOfTheFileToTheFile() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply reply = admin.delete(KEYS + "/team-a");

            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.json().at("/error/code").asText()).isEqualTo("managed_by_configuration");
        }
    }

    @Test
    void saysWhyNoKeyCanBeAddedWithoutAnEncryptionKey() throws IOException {
        try (AdminFixture admin = AdminFixture.over(new Estate(new MemoryStore(), null))) {
            Reply reply = admin.post(KEYS, NEW);

            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.json().at("/error/code").asText()).isEqualTo("keys_not_kept");
            assertThat(reply.json().at("/error/message").asText()).contains("store.encryption_key");
            assertThat(admin.estate.ring("openai").keys()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | keys",
                "{} | keys",
                "{\"keys\":null} | keys",
                "{\"keys\":[]} | keys",
                "{\"keys\":{}} | keys",
                "{\"keys\":[null]} | keys[0]",
                "{\"keys\":[{\"name\":\"a\"}]} | keys[0].value",
                "{\"keys\":[{\"value\":\"sk-secret\"}]} | keys[0].name",
                "{\"keys\":[{\"name\":\"a b\",\"value\":\"sk-secret\"}]} | keys[0].name",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"sk secret\"}]} | keys[0].value",
                "{\"keys\":[{\"name\":1,\"value\":\"sk-secret\"}]} | keys[0].name",
                "{\"keys\":[{\"name\":\"a\",\"value\":17}]} | keys[0].value",
                "{\"keys\":[{\"name\":\"a\",\"value\":[\"sk-secret\"]}]} | keys[0].value",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"sk-secret\",\"priority\":\"1\"}]} | keys[0].priority",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"sk-secret\",\"priority\":1.5}]} | keys[0].priority",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"sk-secret\",\"priority\":-1}]} | keys[0].priority",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"sk-secret\",\"priority\":99999999999}]} | keys[0].priority",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"sk-secret\",\"note\":\"x\"}]} | keys[0].note",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"x\",\"sk-secret\":\"x\"}]} | keys[0].***",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"v\"},{\"name\":\"a\",\"value\":\"w\"}]} | keys[1].name",
                "{\"keys\":[\"sk-secret\"]} | keys[0]",
                "{\"keys\":null} | keys",
                "{\"keys\":[null]} | keys[0]",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"sk-secret\"},null]} | keys[1]",
                "{\"keys\":[{\"name\":null,\"value\":\"sk-secret\"}]} | keys[0].name",
                "{\"keys\":[{\"name\":\"a\",\"value\":null}]} | keys[0].value",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"sk-secret\",\"priority\":null}]} | keys[0].priority",
                "{\"key\":[]} | key",
                "null | ''",
                "[] | ''",
                "\"sk-secret\" | ''",
                "{\"keys\":[]}{} | ''",
                "{\"keys\":[],\"keys\":[]} | ''",
                "{\"keys\":[{\"name\":\"a\",\"name\":\"a\",\"value\":\"sk-secret\"}]} | ''",
                "{\"keys\":[{\"name\":\"a\",\"value\":\"sk-secret | ''",
                "sk-secret | ''"
            })
    void tellsWhichFieldOfABodyIsWrongAndNeverRepeatsTheBody(String body, String field) throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply reply = admin.post(KEYS, body);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().at("/error/field").asText()).isEqualTo(field);
            assertThat(reply.json().at("/error/code").asText()).matches("[a-z_]+");
            assertThat(reply.text()).doesNotContain("secret");
            assertThat(admin.estate.ring("openai").keys()).hasSize(2);
        }
    }

    @Test
    void tellsWhichKeyIsThereAlready() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply name = admin.post(KEYS, "{\"keys\":[{\"name\":\"team-a\",\"value\":\"x\"}]}");
            Reply value = admin.post(KEYS, "{\"keys\":[{\"name\":\"x\",\"value\":\"sk-short\"}]}");

            assertThat(name.status()).isEqualTo(409);
            assertThat(name.json().at("/error/field").asText()).isEqualTo("keys[0].name");
            assertThat(value.json().at("/error/field").asText()).isEqualTo("keys[0].value");
            assertThat(value.text()).contains("team-b").doesNotContain("sk-short");
        }
    }

    @Test
    void addsFiveThousandLongKeysAtOnceAndListsThemInPages() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply added = admin.post(KEYS, named(5_000, "x".repeat(1_000)));

            assertThat(added.text()).isEqualTo("{\"added\":5000}");
            JsonNode page = admin.get(KEYS + "?limit=1000").json();
            int seen = page.get("items").size();
            while (!page.get("next").isNull()) {
                page = admin.get(KEYS + "?limit=1000&after=" + page.get("next").asText())
                        .json();
                seen += page.get("items").size();
            }
            assertThat(seen).isEqualTo(5_002);
            assertThat(admin.post(KEYS, named(5_001, "y"))
                            .json()
                            .at("/error/field")
                            .asText())
                    .isEqualTo("keys");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/disable", "/restore", "/validate"})
    void takesNothingInABodyWhereNothingIsNeeded(String action) throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            Reply reply = admin.post(KEYS + "/team-a" + action, "{\"force\":true}");

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().at("/error/field").asText()).isEqualTo("force");
            assertThat(admin.post(KEYS + "/nobody" + action, "{}").status()).isEqualTo(404);
        }
    }

    @Test
    void deletesWithoutAMediaTypeButNotForPagesNorWithABody() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            admin.post(KEYS, NEW);
            Reply page = admin.http.send("DELETE", KEYS + "/new", "", ADMIN, "Origin: http://evil.example");
            Reply body = admin.http.send("DELETE", KEYS + "/new", "{}", ADMIN, JSON);

            assertThat(page.status()).isEqualTo(403);
            assertThat(body.status()).isEqualTo(400);
            assertThat(admin.http.post(KEYS, NEW, ADMIN).status()).isEqualTo(415);
            assertThat(admin.http.send("DELETE", KEYS + "/new", "").status()).isEqualTo(401);
            assertThat(admin.delete(KEYS + "/new").status()).isEqualTo(200);
        }
    }

    @Test
    void findsAKeyThatIsCalledLikeAnAction() throws IOException {
        try (AdminFixture admin = AdminFixture.withUsers()) {
            admin.post(KEYS, "{\"keys\":[{\"name\":\"validate\",\"value\":\"x\"}]}");

            assertThat(admin.get(KEYS + "/validate").json().get("name").asText())
                    .isEqualTo("validate");
            assertThat(admin.delete(KEYS + "/validate").status()).isEqualTo(200);
        }
    }

    @Test
    void answersThatTheStoreIsSlowRatherThanWaitForEver() throws Exception {
        CompletableFuture<Void> never = new CompletableFuture<>();
        try (Estate estate = new Estate(new SlowStore(never), Estate.SEALING_KEY)) {
            KeysApi api = new KeysApi(estate.management.keys(), new StoreWait(1));
            byte[] body = NEW.getBytes(StandardCharsets.UTF_8);
            Answer answer = api.add(new Call(null, Map.of("provider", "openai"), body));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("\"code\":\"store_slow\"");
            assertThat(estate.ring("openai").find("new")).isNull();
            never.complete(null);
            assertThat(estate.ring("openai").find("new"))
                    .as("late, but not lost")
                    .isNotNull();
        }
    }

    @Test
    void answersThatAKeyIsDisabledWhenThatIsStoredAndNotBefore() throws IOException {
        CompletableFuture<Void> full = CompletableFuture.failedFuture(new StoreException("the disk is full"));
        try (AdminFixture admin = AdminFixture.over(new Estate(new SlowStore(full), Estate.SEALING_KEY))) {
            Reply disabled = admin.post(KEYS + "/team-a/disable", "");

            assertThat(disabled.status()).isEqualTo(503);
            assertThat(disabled.json().at("/error/code").asText()).isEqualTo("store_failed");
            assertThat(admin.estate.key("openai", "team-a").state()).isEqualTo(KeyState.DISABLED);
        }
    }

    /** A store whose writes end when a test says so. */
    private record SlowStore(CompletableFuture<Void> written) implements Store {

        @Override
        public List<StoredKey> providerKeys() {
            return List.of();
        }

        @Override
        public CompletionStage<Void> saveProviderKeys(List<StoredKey> keys) {
            return written;
        }

        @Override
        public CompletionStage<List<StoredKey>> changeProviderKeys(List<StoredKey> keys) {
            return written.thenApply(nothing -> List.of());
        }

        @Override
        public CompletionStage<Void> forgetProviderKeys(Collection<StoredKey.Id> keys) {
            return written;
        }

        @Override
        public CompletionStage<Optional<ResponseHome>> responseHome(ResponseHome.Id id) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public List<StoredAccount> accounts() {
            return List.of();
        }

        @Override
        public CompletionStage<List<AccountConflict>> changeAccounts(List<AccountChange> changes) {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Void> saveResponseHome(ResponseHome home) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> forgetResponseHome(ResponseHome.Id id) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> forgetResponseHomesBefore(long epochMillis) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public Ledger ledger() {
            return new MemoryStore().ledger();
        }

        @Override
        public UsageRecords usage() {
            return new MemoryStore().usage();
        }

        @Override
        public void close() {}
    }
}
