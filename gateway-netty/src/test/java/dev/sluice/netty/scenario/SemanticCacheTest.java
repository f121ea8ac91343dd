package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.Purge;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheLevel;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Usage;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.Vitals;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Questions that say nearly the same get one answer, as long as nothing else differs; and nobody waits for a vector.
 */
final class SemanticCacheTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String QUESTION = "How can I cancel my subscription?";
    private static final String PARAPHRASE = "I want to cancel my subscription, how do I do that?";
    private static final String OTHER = "How can I renew my subscription?";
    private static final String ANN = "sk-ann-0123456789abcdef";
    private static final String BOB = "sk-bob-0123456789abcdef";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private SimulatedProvider provider;
    private ScriptedUpstream embeddings;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        provider = SimulatedProvider.start(Options.loopback());
        provider.onRequest(received -> asked.add(received.target()));
    }

    @AfterEach
    void stop() {
        gateway.close();
        provider.close();
        if (embeddings != null) {
            embeddings.close();
        }
    }

    private void cached() {
        gateway(provider.port(), "deadline: 10s");
    }

    /** @param more keys of the semantic cache */
    private void gateway(int embeddingsPort, String more) {
        gateway = TestGateway.start(
                """
                auth: { mode: keys, keys: [ { id: ann, value: "%s", tenant: a }, { id: bob, value: "%s", tenant: b } ] }
                tenants: [ { id: a }, { id: b } ]
                providers:
                  - { name: up, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: k, value: sk-k } ] }
                  - { name: claude, dialect: anthropic, base_url: "http://127.0.0.1:%d", keys: [ { name: k, value: sk-k } ] }
                  - { name: google, dialect: gemini, base_url: "http://127.0.0.1:%d", keys: [ { name: k, value: sk-k } ] }
                  - { name: vectors, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: k, value: sk-k } ] }
                models:
                  - { name: m, targets: [ { provider: up } ] }
                  - { name: twin, targets: [ { provider: up, model: m } ] }
                  - { name: claude, targets: [ { provider: claude } ] }
                  - { name: google, targets: [ { provider: google } ] }
                prices: { models: { m: { input: 1, output: 2 } } }
                cache:
                  exact: { enabled: true }
                  semantic: { enabled: true, embeddings: { provider: vectors, model: embeddings, dimensions: 256 }, %s }
                resilience: { attempts: 1, breaker: { failures: 3, open: 60s }, timeouts: { connect: 1m } }
                """.formatted(ANN, BOB, provider.port(), provider.port(), provider.port(), embeddingsPort, more));
    }

    @Test
    void answersAParaphraseWithTheAnswerThatIsThere() throws IOException {
        cached();
        Answer first = ask(ANN, chat(QUESTION));
        awaitEntries(1);
        gateway.settled(1);
        gateway.clock().turn(Duration.ofSeconds(5));

        Answer second = ask(ANN, chat(PARAPHRASE));

        assertThat(first.header("x-sluice-cache")).isEqualTo("miss");
        assertThat(second.header("x-sluice-cache")).matches("semantic; similarity=(0\\.9[5-9][0-9]|1\\.000)");
        assertThat(second.header("age")).isEqualTo("5");
        assertThat(second.header("x-sluice-provider")).isEqualTo("up");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(asked).containsExactly("/v1/embeddings", CHAT, "/v1/embeddings");
        ExchangeRecord given = gateway.settled(2).get(1);
        assertThat(given.cache().answered()).isEqualTo(CacheKind.SEMANTIC);
        assertThat(given.cache().saved()).isEqualTo(gateway.settled(2).get(0).usage());
        assertThat(given.cache().savedCost())
                .isEqualTo(gateway.settled(2).get(0).cost());
        assertThat(given.usage()).isEqualTo(Usage.NONE);
        assertThat(given.cost()).isEqualTo(Cost.NONE);
        assertThat(given.route().attempts()).isZero();
    }

    @Test
    void tellsAStreamAgainByteForByte() throws IOException {
        cached();
        String stream = "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
        Answer first = ask(ANN, stream.formatted(QUESTION));
        awaitEntries(1);

        Answer second = ask(ANN, stream.formatted(PARAPHRASE));

        assertThat(second.header("x-sluice-cache")).startsWith("semantic");
        assertThat(second.text()).isEqualTo(first.text()).endsWith("data: [DONE]\n\n");
        assertThat(ask(ANN, chat(PARAPHRASE)).header("x-sluice-cache")).isEqualTo("miss");
    }

    @Test
    void looksForTheVerySameFirst() throws IOException {
        cached();
        ask(ANN, chat(QUESTION));
        awaitEntries(1);

        assertThat(ask(ANN, chat(QUESTION)).header("x-sluice-cache")).isEqualTo("hit");

        assertThat(asked).containsExactly("/v1/embeddings", CHAT);
    }

    @Test
    void asksAProviderWhatIsOnlyNearInWords() throws IOException {
        cached();
        ask(ANN, chat(QUESTION));
        awaitEntries(1);

        assertThat(ask(ANN, chat(OTHER)).header("x-sluice-cache")).isEqualTo("miss");

        awaitEntries(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/messages | {'model':'claude','max_tokens':20,'messages':[{'role':'user','content':'%s'}]}",
                "/v1/messages | {'model':'m','max_tokens':20,'messages':[{'role':'user',"
                        + "'content':[{'type':'text','text':'%s'}]}]}",
                "/v1beta/models/google:generateContent | {'contents':[{'role':'user','parts':[{'text':'%s'}]}]}",
                "/v1/completions | {'model':'m','prompt':'%s'}",
                "/v1/responses | {'model':'m','store':false,'input':'%s'}",
            })
    void comparesLastTurnsOfAllDialects(String path, String body) throws IOException {
        cached();
        Answer first = ask(path, ANN, body.replace('\'', '"').formatted(QUESTION), "");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        awaitEntries(1);

        Answer second = ask(path, ANN, body.replace('\'', '"').formatted(PARAPHRASE), "");

        assertThat(second.header("x-sluice-cache")).startsWith("semantic");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(ask(path, BOB, body.replace('\'', '"').formatted(PARAPHRASE), "")
                        .header("x-sluice-cache"))
                .isEqualTo("miss");
    }

    @Test
    void neverAnswersAnotherTenant() throws IOException {
        cached();
        ask(ANN, chat(QUESTION));
        awaitEntries(1);

        assertThat(ask(BOB, chat(QUESTION)).header("x-sluice-cache")).isEqualTo("miss");
        assertThat(ask(BOB, chat(PARAPHRASE)).header("x-sluice-cache")).isNotEqualTo("hit");
        assertThat(ask(ANN, chat(PARAPHRASE)).header("x-sluice-cache")).startsWith("semantic");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'twin','messages':[{'role':'user','content':'%s'}]}",
                "{'model':'m','messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':'%s'}]}",
                "{'model':'m','messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':'Yes?'},"
                        + "{'role':'user','content':'%s'}]}",
                "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'%s'}]}",
                "{'model':'m','seed':1,'messages':[{'role':'user','content':'%s'}]}",
                "{'model':'m','response_format':{'type':'json_object'},'messages':[{'role':'user','content':'%s'}]}",
                "{'model':'m','user':'u','messages':[{'role':'user','content':'%s'}]}",
                "{'model':'m','unheard_of':true,'messages':[{'role':'user','content':'%s'}]}",
                "{'model':'m','stream':true,'messages':[{'role':'user','content':'%s'}]}",
            })
    void neverAnswersWhatDiffersInAnythingButItsLastTurn(String different) throws IOException {
        cached();
        String body = different.replace('\'', '"');
        ask(ANN, chat(QUESTION));
        awaitEntries(1);

        assertThat(ask(ANN, body.formatted(PARAPHRASE)).header("x-sluice-cache"))
                .isEqualTo("miss");
        assertThat(ask(ANN, body.formatted(QUESTION)).header("x-sluice-cache")).isNotEqualTo("hit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'m','temperature':0.7,'messages':[{'role':'user','content':'%s'}]}",
                "{'model':'m','n':2,'messages':[{'role':'user','content':'%s'}]}",
                "{'model':'m','tools':[{'type':'function','function':{'name':'f'}}],"
                        + "'messages':[{'role':'user','content':'%s'}]}",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'%s'},"
                        + "{'type':'image_url','image_url':{'url':'data:,'}}]}]}",
            })
    void comparesNothingOfRequestsWhoseAnswersSuitNobodyElse(String body) throws IOException {
        cached();

        ask(ANN, body.replace('\'', '"').formatted(QUESTION));
        ask(ANN, body.replace('\'', '"').formatted(PARAPHRASE));

        gateway.settled(2);
        assertThat(asked).containsExactly(CHAT, CHAT);
        assertThat(level().entries()).isZero();
    }

    @Test
    void doesWhatARequestSaysOfCaches() throws IOException {
        cached();
        ask(ANN, chat(QUESTION));
        awaitEntries(1);
        gateway.clock().turn(Duration.ofSeconds(5));

        assertThat(ask(CHAT, ANN, chat(PARAPHRASE), "cache-control: no-store\r\n")
                        .header("x-sluice-cache"))
                .isEqualTo("bypass");
        assertThat(asked).containsExactly("/v1/embeddings", CHAT, CHAT);
        assertThat(ask(CHAT, ANN, chat(PARAPHRASE), "cache-control: max-age=4\r\n")
                        .header("x-sluice-cache"))
                .isEqualTo("miss");
        assertThat(ask(CHAT, ANN, chat(PARAPHRASE + "!"), "cache-control: max-age=5\r\n")
                        .header("x-sluice-cache"))
                .startsWith("semantic");
    }

    @ParameterizedTest
    @CsvSource({
        // As long as exact answers are kept, as similar ones are, and something else.
        "x-sluice-cache-ttl: 30m, 30",
        "x-sluice-cache-ttl: 60m, 60",
        "x-sluice-cache-ttl: 29m, 29",
        "x-sluice-cache-ttl: soon, 60",
    })
    void keepsAnAnswerAsLongAsItsRequestSaysWhateverThatIs(String line, int minutes) throws IOException {
        cached();
        ask(CHAT, ANN, chat(QUESTION), line + "\r\n");
        awaitEntries(1);

        gateway.clock().turn(Duration.ofMinutes(minutes).minusMillis(1));
        assertThat(ask(ANN, chat(PARAPHRASE)).header("x-sluice-cache")).startsWith("semantic");
        gateway.clock().turn(Duration.ofMillis(1));

        assertThat(ask(ANN, chat(PARAPHRASE)).header("x-sluice-cache")).isEqualTo("miss");
    }

    @Test
    void comparesNoQuestionThatIsExcluded() throws IOException {
        gateway(provider.port(), "deadline: 10s, exclude_patterns: [ '(?i)SUBSCRIPTION' ]");

        assertThat(ask(ANN, chat(QUESTION)).header("x-sluice-cache")).isEqualTo("miss");

        assertThat(ask(ANN, chat(PARAPHRASE)).header("x-sluice-cache")).isEqualTo("miss");
        assertThat(asked).containsExactly(CHAT, CHAT);
    }

    @Test
    void forgetsAVectorWithItsAnswer() throws IOException {
        cached();
        ask(ANN, chat(QUESTION));
        awaitEntries(1);
        gateway.caches().purge(Purge.ALL).toCompletableFuture().join();

        assertThat(level().entries()).isZero();
        assertThat(ask(ANN, chat(PARAPHRASE)).header("x-sluice-cache")).isEqualTo("miss");
    }

    @Test
    void goesOnWhereNoVectorComesInTime() throws IOException {
        embeddings = ScriptedUpstream.start(connection -> {
            connection.readRequest();
            connection.awaitEnd();
        });
        gateway(embeddings.port(), "deadline: 20ms");

        for (int i = 0; i < 5; i++) {
            if (i == 3) {
                // Who waits for a vector goes on when it is late; that it was, its provider is blamed for meanwhile.
                TestGateway.await(() -> vectors().breaker().state() == BreakerState.OPEN);
            }
            Answer answer = ask(ANN, chat(QUESTION + i));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-cache")).isEqualTo("miss");
        }

        assertThat(gateway.settled(5))
                .allSatisfy(record -> assertThat(record.cache().result()).isEqualTo(CacheResult.MISS));
        // After three it is left alone.
        assertThat(embeddings.requests()).hasSizeLessThanOrEqualTo(3);
        assertThat(asked).containsExactly(CHAT, CHAT, CHAT, CHAT, CHAT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"500 | {}", "200 | <html>", "200 | {\"data\":[{\"embedding\":[1,2,3]}]}", "401 | {}"})
    void goesOnWhereVectorsCannotBeHad(int status, String body) throws IOException {
        embeddings = ScriptedUpstream.answering(Said.status(status, "", body));
        gateway(embeddings.port(), "deadline: 10s");

        for (int i = 0; i < 5; i++) {
            Answer answer = ask(ANN, chat(QUESTION + i));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("x-sluice-cache")).isEqualTo("miss");
        }

        assertThat(embeddings.requests()).hasSizeLessThanOrEqualTo(3);
        assertThat(level().entries()).isZero();
    }

    @Test
    void letsAClientGoThatLeavesWhileAVectorIsWaitedFor() throws IOException {
        embeddings = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                connection.awaitProceed();
                connection.send(Said.ok("{\"data\":[{\"embedding\":[" + "1,".repeat(255) + "1]}]}"));
            }
        });
        gateway(embeddings.port(), "deadline: 10s");

        try (RawClient client = new RawClient(gateway.port())) {
            client.send(post(CHAT, ANN, chat(QUESTION), ""));
            TestGateway.await(() -> embeddings.requests().size() == 1);
        }

        assertThat(gateway.settled(1).get(0).result().failure()).isEqualTo(Code.CLIENT_GONE);
        embeddings.proceed();
        assertThat(ask(ANN, chat(QUESTION)).header("x-sluice-cache")).isEqualTo("miss");
        assertThat(asked).containsExactly(CHAT);
    }

    private static String chat(String question) {
        return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
    }

    private Answer ask(String key, String body) throws IOException {
        return ask(CHAT, key, body, "");
    }

    private Answer ask(String path, String key, String body, String lines) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(post(path, key, body, lines)).answer();
        }
    }

    private static String post(String path, String key, String body, String lines) {
        return RawClient.post(path, body).replaceFirst("\r\n", "\r\nauthorization: Bearer " + key + "\r\n" + lines);
    }

    private Vitals vectors() {
        return gateway.snapshot()
                .routes()
                .direct()
                .of("vectors", "embeddings")
                .targets()
                .get(0)
                .vitals();
    }

    private CacheLevel level() {
        return gateway.caches().caches().stream()
                .filter(level -> level.cache() == CacheKind.SEMANTIC)
                .findFirst()
                .orElseThrow();
    }

    private void awaitEntries(long count) {
        TestGateway.await(() -> level().entries() == count);
    }
}
