package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.store.AccountChange;
import dev.sluice.core.store.AccountConflict;
import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.StoreException;
import dev.sluice.core.store.StoredAccount;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that a provider keeps: what is asked about them, or goes on with them, finds the way back. */
final class KeptResponsesTest {

    private static final String ANSWER =
            "{\"output\":[{\"id\":\"msg_1\"}],\"id\":\"resp_A-1\",\"object\":\"response\"}";
    private static final String EVENTS = "event: response.created\n"
            + "data: {\"type\":\"response.created\",\"response\":{\"object\":\"response\",\"id\":\"resp_A-1\"}}\n\n"
            + "data: {\"type\":\"response.output_text.delta\",\"item_id\":\"msg_1\",\"delta\":\"hi\"}\n\n"
            + "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_A-1\"}}\n\n";

    private final ScriptedUpstream first = ScriptedUpstream.start(KeptResponsesTest::serve);
    private final ScriptedUpstream second = ScriptedUpstream.start(KeptResponsesTest::serve);
    private final Store store = new MemoryStore();
    private TestGateway gateway = TestGateway.start(yaml(true), store);

    private static void serve(ScriptedUpstream.Connection connection) throws IOException {
        while (connection.readRequest()) {
            String asked = connection.lastHead() + connection.lastRequest();
            connection.send(answer(asked));
        }
    }

    private static String answer(String asked) {
        if (asked.contains("fail-me")) {
            return "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n";
        }
        return asked.contains("stream") ? ok("text/event-stream", EVENTS) : ok("application/json", ANSWER);
    }

    private static String ok(String type, String body) {
        return "HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ncontent-length: " + body.length() + "\r\n\r\n" + body;
    }

    private String yaml(boolean withFirst) {
        String firstOne = """
                  - name: a
                    dialect: openai
                    base_url: "http://127.0.0.1:%d"
                    keys: [ { name: k1, value: sk-1 }, { name: k2, value: sk-2 }, { name: k3, value: sk-3 } ]
                """.formatted(first.port());
        return "providers:\n" + (withFirst ? firstOne : "")
                + """
                  - name: b
                    dialect: openai
                    base_url: "http://127.0.0.1:%d"
                    keys: [ { name: k1, value: sk-b } ]
                models:
                  - { name: spare, targets: [ { provider: b } ] }
                %s
                auth:
                  mode: keys
                  keys: [ { id: one, value: key-1, proxy: [ b ] }, { id: two, value: key-2 } ]
                resilience: { attempts: 3, backoff: { initial: 1ms, max: 1ms }, breaker: { failures: 1000 } }
                """.formatted(
                                second.port(),
                                withFirst
                                        ? "  - { name: m, strategy: round_robin, targets: [ "
                                                + "{ provider: a, model: a-m }, "
                                                + "{ provider: b } ], fallbacks: [ spare ] }"
                                        : "");
    }

    @AfterEach
    void close() {
        gateway.close();
        first.close();
        second.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"model\":\"m\"}", "{\"model\":\"m\",\"stream\":true}", "{\"store\":true,\"model\":\"m\"}"})
    void goesOnAtTheProviderAndWithTheKeyThatMadeTheResponse(String body) throws IOException {
        assertThat(post("key-1", body).status()).isEqualTo(200);

        for (int i = 0; i < 5; i++) {
            assertThat(post("key-1", "{\"previous_response_id\":\"resp_A-1\", \"model\":\"m\"}")
                            .status())
                    .isEqualTo(200);
        }

        assertThat(second.requests()).isEmpty();
        assertThat(first.requests())
                .hasSize(6)
                .allSatisfy(seen -> assertThat(seen.head()).contains("authorization: Bearer sk-1\r\n"));
        assertThat(first.requests().get(1).text())
                .isEqualTo("{\"previous_response_id\":\"resp_A-1\", \"model\":\"a-m\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/responses/resp_A-1, RESPONSE",
        "GET, /v1/responses/resp_A-1?stream=true&starting_after=1, RESPONSE",
        "GET, /v1/responses/resp_A-1?include[]=a&key=x, RESPONSE",
        "DELETE, /v1/responses/resp_A-1, RESPONSE",
        "POST, /v1/responses/resp_A-1/cancel, RESPONSE_CANCEL",
        "GET, /v1/responses/resp_A-1/input_items?limit=2&after=x, RESPONSE_INPUT_ITEMS",
    })
    void asksTheProviderThatHasIt(String method, String path, Endpoint endpoint) throws IOException {
        post("key-1", "{\"model\":\"m\"}");
        post("key-1", "{\"model\":\"m\"}");
        gateway.settled(2);

        Answer answer = ask("key-1", method, path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(path.contains("stream") ? EVENTS : ANSWER);
        String seen =
                List.copyOf(second.requests()).get(second.requests().size() - 1).head();
        assertThat(seen).startsWith(method + " " + path.replace("&key=x", "") + " HTTP/1.1\r\n");
        ExchangeRecord settled = gateway.settled(3).get(2);
        assertThat(settled.request().endpoint()).isEqualTo(endpoint);
        assertThat(settled.usage().reported()).isFalse();
    }

    @Test
    void doesNotTellOfAResponseThatIsUnknownAnotherClientsOrDeleted() throws IOException {
        post("key-1", "{\"model\":\"m\"}");

        assertThat(notFound(ask("key-1", "GET", "/v1/responses/resp_A-2"))).isEqualTo("response_not_found");
        assertThat(notFound(ask("key-2", "GET", "/v1/responses/resp_A-1"))).isEqualTo("response_not_found");
        assertThat(notFound(ask("key-2", "DELETE", "/v1/responses/resp_A-1"))).isEqualTo("response_not_found");
        Answer foreign = post("key-2", "{\"model\":\"m\",\"previous_response_id\":\"resp_A-1\"}");
        assertThat(notFound(foreign)).isEqualTo("previous_response_not_found");
        assertThat(foreign.text())
                .contains("Previous response with id 'resp_A-1' not found. Answers of providers that do not speak")
                .contains("\"param\":\"previous_response_id\"");
        ask("key-1", "DELETE", "/v1/responses/resp_A-1");
        assertThat(notFound(ask("key-1", "GET", "/v1/responses/resp_A-1"))).isEqualTo("response_not_found");
        assertThat(first.requests().size() + second.requests().size()).isEqualTo(2);
    }

    @Test
    void doesNotRememberWhatTheProviderIsToldNotToKeep() throws IOException {
        post("key-1", "{\"model\":\"m\",\"store\":false}");

        assertThat(ask("key-1", "GET", "/v1/responses/resp_A-1").status()).isEqualTo(404);
    }

    @Test
    void findsTheWayBackAfterARestart() throws IOException {
        post("key-1", "{\"model\":\"m\"}");
        gateway.close();
        gateway = TestGateway.start(yaml(true), store);

        assertThat(ask("key-1", "GET", "/v1/responses/resp_A-1").status()).isEqualTo(200);
    }

    @Test
    void saysSoWhenTheProviderOrTheKeyIsNotConfiguredAnyMore() throws IOException {
        post("key-1", "{\"model\":\"m\"}");
        gateway.reload(yaml(true).replace("{ name: k1, value: sk-1 }, ", ""));
        Answer withoutKey = ask("key-1", "GET", "/v1/responses/resp_A-1");
        gateway.reload(yaml(false));
        Answer withoutProvider = post("key-1", "{\"model\":\"spare\",\"previous_response_id\":\"resp_A-1\"}");

        assertThat(withoutKey.status()).isEqualTo(410);
        assertThat(Stage.errorCode(withoutKey.text())).isEqualTo("response_gone");
        assertThat(withoutProvider.status()).isEqualTo(410);
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void goesNowhereElseWhenTheKeyCannotBeUsed() throws IOException {
        post("key-1", "{\"model\":\"m\"}");
        var keys = gateway.snapshot().providers().get(0).keys();
        keys.disable(keys.find("k1"));

        Answer answer = post("key-1", "{\"model\":\"m\",\"previous_response_id\":\"resp_A-1\"}");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(Stage.errorCode(answer.text())).isEqualTo("response_unavailable");
        assertThat(second.requests()).isEmpty();
    }

    @Test
    void triesAgainWithTheSameKeyOnly() throws IOException {
        post("key-1", "{\"model\":\"m\"}");
        gateway.settled(1);

        Answer answer = post("key-1", "{\"model\":\"m\",\"previous_response_id\":\"resp_A-1\",\"user\":\"fail-me\"}");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(gateway.settled(2).get(1).route().attempts()).isEqualTo(3);
        assertThat(second.requests()).isEmpty();
        assertThat(first.requests())
                .hasSize(4)
                .allSatisfy(seen -> assertThat(seen.head()).contains("authorization: Bearer sk-1\r\n"));
    }

    @Test
    void refusesAModelThatTheProviderDoesNotServe() throws IOException {
        post("key-1", "{\"model\":\"a/m\"}");

        Answer answer = post("key-1", "{\"model\":\"spare\",\"previous_response_id\":\"resp_A-1\"}");
        Answer unknown = post("key-1", "{\"model\":\"nobody\",\"previous_response_id\":\"resp_A-1\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("\"param\":\"previous_response_id\"").contains("'spare'");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(Stage.errorCode(unknown.text())).isEqualTo("model_not_found");
    }

    @Test
    void keepsToTheSameRulesWhereTheGroupIsCalledByName() throws IOException {
        post("key-1", "{\"model\":\"b/spare\"}");
        post("key-2", "{\"model\":\"a/m\"}");

        assertThat(ask("key-1", "GET", "/proxy/b/v1/responses/resp_A-1").status())
                .isEqualTo(200);
        assertThat(ask("key-1", "GET", "/proxy/b/v1/responses/resp_B").status()).isEqualTo(404);
        assertThat(ask("key-1", "GET", "/proxy/b/v1/responses/resp_A-1/").status())
                .isEqualTo(400);
        assertThat(ask("key-1", "GET", "/proxy/b/v1/other").status()).isEqualTo(200);
    }

    @Test
    void answersInTheWordsOfResponsesThoughTheFirstOfAGroupSpeaksOthers() throws IOException {
        String other = "  - { name: c, dialect: anthropic, base_url: \"http://127.0.0.1:1\","
                + " keys: [ { name: k1, value: sk-c } ] }\n"
                + "  - { name: all, members: [ { provider: c }, { provider: b } ] }\n";
        gateway.reload(yaml(true).replace("models:\n", other + "models:\n").replace("proxy: [ b ]", "proxy: [ all ]"));

        Answer answer = ask("key-1", "GET", "/proxy/all/v1/responses/resp_B");

        assertThat(notFound(answer)).isEqualTo("response_not_found");
        assertThat(answer.text()).contains("\"param\":null");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/responses/resp_1, 'GET, DELETE'",
        "GET, /v1/responses/resp_1/cancel, POST",
        "DELETE, /v1/responses/resp_1/input_items, GET",
    })
    void tellsWhichMethodsThereAre(String method, String path, String allowed) throws IOException {
        Answer answer = ask("key-1", method, path);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo(allowed);
    }

    @Test
    void waitsForTheStoreOnlyAsLongAsItMayAndNeverOnTheLoop() throws IOException {
        SilentStore silent = new SilentStore();
        try (TestGateway slow = TestGateway.start(yaml(true), silent);
                RawClient waiting = new RawClient(slow.port());
                RawClient other = new RawClient(slow.port())) {
            waiting.send(request("key-1", "GET", "/v1/responses/resp_1"));
            TestGateway.await(() -> silent.asked.size() == 1);
            try (RawClient leaving = new RawClient(slow.port())) {
                leaving.send(request("key-1", "GET", "/v1/responses/resp_1"));
                TestGateway.await(() -> silent.asked.size() == 2);
            }
            slow.settled(1);
            assertThat(other.send(request("key-1", "GET", "/v1/models"))
                            .answer()
                            .status())
                    .isEqualTo(200);
            silent.asked.get(0).completeExceptionally(new StoreException("the disk is gone"));
            silent.asked.get(1).complete(Optional.of(new ResponseHome(new ResponseHome.Id("one", "x"), "a", "k1", 0)));

            Answer answer = waiting.answer();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(Stage.errorCode(answer.text())).isEqualTo("store_unavailable");

            waiting.send(request("key-1", "GET", "/v1/responses/resp_1"));
            assertThat(waiting.answer().status()).as("after its deadline").isEqualTo(503);
        }
        assertThat(first.requests()).isEmpty();
    }

    private static String notFound(Answer answer) throws IOException {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("not found");
        return Stage.errorCode(answer.text());
    }

    private Answer post(String key, String json) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(RawClient.post("/v1/responses", json)
                            .replaceFirst("\r\n", "\r\nAuthorization: Bearer " + key + "\r\n"))
                    .answer();
        }
    }

    private Answer ask(String key, String method, String path) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(request(key, method, path)).answer();
        }
    }

    private static String request(String key, String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + key + "\r\n"
                + (method.equals("POST") ? "Content-Length: 0\r\n\r\n" : "\r\n");
    }

    /** A store that answers when a test says so. */
    private static final class SilentStore implements Store {

        private final List<CompletableFuture<Optional<ResponseHome>>> asked =
                new java.util.concurrent.CopyOnWriteArrayList<>();

        @Override
        public CompletionStage<Optional<ResponseHome>> responseHome(ResponseHome.Id id) {
            asked.add(new CompletableFuture<>());
            return asked.get(asked.size() - 1);
        }

        @Override
        public List<StoredKey> providerKeys() {
            return List.of();
        }

        @Override
        public CompletionStage<Void> saveProviderKeys(List<StoredKey> keys) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<List<StoredKey>> changeProviderKeys(List<StoredKey> keys) {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Void> forgetProviderKeys(Collection<StoredKey.Id> keys) {
            return CompletableFuture.completedStage(null);
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
            return new dev.sluice.core.store.memory.MemoryStore().ledger();
        }

        @Override
        public UsageRecords usage() {
            throw new UnsupportedOperationException("no ledger here");
        }

        @Override
        public void close() {}
    }
}
