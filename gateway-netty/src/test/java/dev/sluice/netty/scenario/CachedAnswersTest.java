package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.Purge;
import dev.sluice.core.config.Verdict;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheResult;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was answered once is answered again, byte for byte, to those who may see it. */
final class CachedAnswersTest {

    @Test
    void givesAnAnswerAgainByteForByte() throws IOException {
        try (Cached cached = new Cached(Cached.ON)) {
            Answer first = cached.ask(Chat.unary("m"));
            Answer again = cached.ask("x-request-id: mine-2\r\n", Chat.unary("m"));

            assertThat(first.header("x-sluice-cache")).isEqualTo("miss");
            assertThat(first.header("age")).isNull();
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.complete()).isTrue();
            assertThat(again.header("content-type")).isEqualTo("application/json");
            assertThat(again.header("x-sluice-cache")).isEqualTo("hit");
            assertThat(again.header("age")).isEqualTo("0");
            assertThat(again.header("x-sluice-provider")).isEqualTo("up");
            assertThat(again.header("x-sluice-model")).isEqualTo("m");
            assertThat(again.header("x-sluice-attempts")).isEqualTo("0");
            assertThat(again.header("x-request-id")).isEqualTo("mine-2");
            assertThat(again.header("cache-control")).isNull();
            assertThat(cached.asked()).isEqualTo(1);
        }
    }

    @Test
    void tellsAStreamAgainByteForByte() throws IOException {
        try (Cached cached = new Cached(Cached.ON)) {
            Answer first = cached.ask(Chat.stream("m"));
            Answer again = cached.ask(Chat.stream("m"));
            Answer whole = cached.ask(Chat.unary("m"));

            assertThat(first.text()).contains("no. 1").endsWith(Said.DONE).doesNotContain("usage");
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.complete()).isTrue();
            assertThat(again.header("content-type")).isEqualTo("text/event-stream");
            assertThat(again.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(again.header("cache-control")).isEqualTo("no-cache");
            assertThat(again.header("x-accel-buffering")).isEqualTo("no");
            assertThat(again.header("x-sluice-cache")).isEqualTo("hit");
            assertThat(whole.header("x-sluice-cache")).isEqualTo("miss");
            assertThat(whole.text()).contains("no. 2");
        }
    }

    @Test
    void tellsAStreamToAnOldClientAndKeepsOtherConnections() throws IOException {
        try (Cached cached = new Cached(Cached.ON);
                RawClient client = new RawClient(cached.gateway.port())) {
            Answer first = cached.ask(Chat.stream("m"));
            Answer old = cached.send(Chat.post(Chat.stream("m")).replace("HTTP/1.1", "HTTP/1.0"));
            String request = Chat.post(Chat.stream("m"));
            client.send(request + request);

            assertThat(old.body()).isEqualTo(first.body());
            assertThat(client.answer().body()).isEqualTo(first.body());
            assertThat(client.answer().body()).isEqualTo(first.body());
            assertThat(cached.asked()).isEqualTo(1);
        }
    }

    @Test
    void recordsWhatWasSavedAndThatNothingWasUsed() throws IOException {
        try (Cached cached = new Cached(Cached.ON)) {
            cached.ask(Chat.unary("m"));
            // On two event loops the later one may be settled first.
            cached.gateway.settled(1);
            cached.ask(Chat.unary("m"));
            List<ExchangeRecord> records = cached.gateway.settled(2);
            ExchangeRecord miss = records.get(0);
            ExchangeRecord hit = records.get(1);

            assertThat(miss.cache().result()).isEqualTo(CacheResult.MISS);
            assertThat(miss.usage().input()).isEqualTo(10);
            assertThat(hit.cache().result()).isEqualTo(CacheResult.HIT);
            assertThat(hit.cache().answered()).isEqualTo(CacheKind.EXACT);
            assertThat(hit.cache().saved()).isEqualTo(miss.usage());
            assertThat(hit.cache().savedCost()).isEqualTo(miss.cost());
            assertThat(hit.cache().savedCost().picoDollars()).isEqualTo(210_000_000);
            assertThat(hit.usage()).isEqualTo(Usage.NONE);
            assertThat(hit.cost().picoDollars()).isZero();
            assertThat(hit.result().success()).isTrue();
            assertThat(hit.route().attempts()).isZero();
            assertThat(hit.route().provider()).isEqualTo(miss.route().provider());
            assertThat(hit.route().model()).isEqualTo(miss.route().model());
            assertThat(hit.route().upstreamModel()).isEqualTo("m");
            assertThat(hit.sizes().responseBody()).isEqualTo(miss.sizes().responseBody());
            assertThat(cached.gateway.records().lookups()).containsExactly("EXACT MISS", "EXACT HIT");
        }
    }

    @Test
    void tellsOneTenantNothingOfAnother() throws IOException {
        try (Cached cached = new Cached(Cached.ON + Cached.KEYS)) {
            Answer mine = cached.ask(Cached.bearer("secret"), Chat.unary("m"));
            Answer theirs = cached.ask(Cached.bearer("other"), Chat.unary("m"));
            Answer ours = cached.ask(Cached.bearer("secret2"), Chat.unary("m"));

            assertThat(theirs.header("x-sluice-cache")).isEqualTo("miss");
            assertThat(theirs.body()).isNotEqualTo(mine.body());
            assertThat(ours.header("x-sluice-cache")).isEqualTo("hit");
            assertThat(ours.body()).isEqualTo(mine.body());
            assertThat(mine.header("cache-control")).isEqualTo("private");
            assertThat(ours.header("cache-control")).isEqualTo("private");
            Answer stream = cached.ask(Cached.bearer("secret"), Chat.stream("m"));
            Answer streamAgain = cached.ask(Cached.bearer("secret"), Chat.stream("m"));
            assertThat(stream.header("cache-control")).isEqualTo("private, no-cache");
            assertThat(streamAgain.header("cache-control")).isEqualTo("private, no-cache");
        }
    }

    @Test
    void tellsAUserOfNoTenantNothingOfAnother() throws IOException {
        String users = """
                auth:
                  mode: keys
                  keys:
                    - { id: a1, value: ann, user: ann }
                    - { id: a2, value: ann-too, user: ann }
                    - { id: b, value: bob, user: bob }
                    - { id: c, value: cleo, user: cleo }
                    - { id: d, value: dora, tenant: acme, user: dora }
                tenants: [ { id: acme } ]
                users: [ { id: ann }, { id: bob }, { id: cleo, tenant: acme }, { id: dora, tenant: acme } ]
                """;
        try (Cached cached = new Cached(Cached.ON + users)) {
            assertThat(cached.said(Cached.bearer("ann"), Chat.unary("m"))).isEqualTo("miss 1");
            assertThat(cached.said(Cached.bearer("ann-too"), Chat.unary("m"))).isEqualTo("hit 1");
            assertThat(cached.said(Cached.bearer("bob"), Chat.unary("m"))).isEqualTo("miss 2");
            assertThat(cached.said(Cached.bearer("cleo"), Chat.unary("m"))).isEqualTo("miss 3");
            assertThat(cached.said(Cached.bearer("dora"), Chat.unary("m"))).isEqualTo("hit 3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-beta: x", "OpenAI-Organization: o", "anthropic-beta: b"})
    void tellsApartWhatHeadersSayToTheProvider(String header) throws IOException {
        try (Cached cached = new Cached(Cached.ON)) {
            cached.ask(Chat.unary("m"));
            assertThat(cached.ask(header + "\r\n", Chat.unary("m")).header("x-sluice-cache"))
                    .isEqualTo("miss");
            assertThat(cached.ask(header + "\r\n", Chat.unary("m")).header("x-sluice-cache"))
                    .isEqualTo("hit");
            assertThat(cached.ask("user-agent: a\r\nx-stainless-retry-count: 1\r\naccept: */*\r\n", Chat.unary("m"))
                            .header("x-sluice-cache"))
                    .isEqualTo("hit");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-forwarded-user", "accept-language", "x-real-ip", "x-mine"})
    void tellsApartWhatTheConfigurationHasForwarded(String name) throws IOException {
        String forwarding = TestGateway.serving("forward_headers: [ " + name + " ]");
        try (Cached cached = new Cached(forwarding + Cached.ON)) {
            assertThat(cached.said(name + ": one\r\n", Chat.unary("m"))).isEqualTo("miss 1");
            assertThat(cached.said(name + ": two\r\n", Chat.unary("m"))).isEqualTo("miss 2");
            assertThat(cached.said("", Chat.unary("m"))).isEqualTo("miss 3");
            assertThat(cached.said(name + ": one\r\n", Chat.unary("m"))).isEqualTo("hit 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-request-id", "idempotency-key", "traceparent"})
    void findsWhatHasAnotherNameEachTimeThoughThatIsForwarded(String name) throws IOException {
        String forwarding = TestGateway.serving("forward_headers: [ " + name + " ]");
        try (Cached cached = new Cached(forwarding + Cached.ON)) {
            assertThat(cached.said(name + ": one\r\n", Chat.unary("m"))).isEqualTo("miss 1");
            assertThat(cached.said(name + ": two\r\n", Chat.unary("m"))).isEqualTo("hit 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cookie", "accept-language"})
    void tellsApartWhatAGroupMayKnowItsCallersBy(String name) throws IOException {
        String keys = "auth: { mode: keys, keys: [ { id: a, value: secret, proxy: [ up ] } ] }\n";
        try (Cached cached = new Cached(keys + Cached.ON)) {
            String request = Chat.post(Cached.bearer("secret") + name + ": one\r\n", Chat.unary("m"))
                    .replace(" /v1/", " /proxy/up/v1/");

            assertThat(cached.send(request).header("x-sluice-cache")).isEqualTo("miss");
            assertThat(cached.send(request.replace(": one", ": two")).header("x-sluice-cache"))
                    .isEqualTo("miss");
            assertThat(cached.send(request).header("x-sluice-cache")).isEqualTo("hit");
        }
    }

    @Test
    void hasNothingToDoWithExcludedModelsAndOtherEndpoints() throws IOException {
        try (Cached cached = new Cached("cache: { exact: { enabled: true }, exclude_models: [ short ] }\n")) {
            for (String model : List.of("never", "short")) {
                cached.ask(Chat.unary(model));
                assertThat(cached.ask(Chat.unary(model)).header("x-sluice-cache"))
                        .isEqualTo("bypass");
            }
            Answer moderation = cached.send(RawClient.post("/v1/moderations", "{\"model\":\"m\",\"input\":\"x\"}"));
            assertThat(moderation.status()).isEqualTo(200);
            assertThat(moderation.header("x-sluice-cache")).isNull();
            assertThat(cached.ask("{\"model\":\"m\",\"messages\":[],\"a\":1,\"a\":1}")
                            .header("x-sluice-cache"))
                    .isEqualTo("bypass");
            assertThat(cached.asked()).isEqualTo(6);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'m','input':'x'}                                                | bypass",
                "{'model':'m','input':'x','store':true}                                   | bypass",
                "{'model':'m','input':'x','store':false,'conversation':'c'}               | bypass",
                "{'model':'m','input':'x','store':false}                                  | hit",
            })
    void keepsNoResponseThatAProviderKeeps(String body, String expected) throws IOException {
        String answer = Said.ok("{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[],"
                + "\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}");
        try (Cached cached = new Cached(
                connection -> {
                    while (connection.readRequest()) {
                        connection.send(answer);
                    }
                },
                Cached.ON)) {
            String request = RawClient.post("/v1/responses", body.replace('\'', '"'));
            cached.send(request);
            assertThat(cached.send(request).header("x-sluice-cache")).isEqualTo(expected);
        }
    }

    @Test
    void isTurnedOffAndOnByAReloadAndForgetsWhatAnotherConfigurationMade() throws IOException {
        try (Cached cached = new Cached(Cached.ON)) {
            cached.ask(Chat.unary("m"));
            assertThat(cached.gateway.reload(cached.configuration(""))).isInstanceOf(Verdict.Accepted.class);
            Answer off = cached.ask(Chat.unary("m"));
            assertThat(off.header("x-sluice-cache")).isNull();
            assertThat(off.text()).contains("no. 2");
            assertThat(cached.gateway.caches().caches().get(0).entries()).isZero();
            cached.gateway.reload(cached.configuration(Cached.ON));
            assertThat(cached.ask(Chat.unary("m")).header("x-sluice-cache")).isEqualTo("miss");
            cached.gateway.reload(cached.configuration(Cached.ON + "log: { access: none }\n"));
            assertThat(cached.ask(Chat.unary("m")).header("x-sluice-cache")).isEqualTo("hit");
            String overridden = cached.configuration(Cached.ON)
                    .replace("keys: [", "param_overrides: { temperature: 0.5 }, keys: [");
            assertThat(cached.gateway.reload(overridden)).isInstanceOf(Verdict.Accepted.class);
            assertThat(cached.ask(Chat.unary("m")).header("x-sluice-cache")).isEqualTo("miss");
        }
    }

    @Test
    void sendsNoHeadersOfItsOwnWhereItMustNot() throws IOException {
        try (Cached cached = new Cached(Cached.ON + TestGateway.serving("sluice_headers: false"))) {
            Answer first = cached.ask(Chat.unary("m"));
            Answer again = cached.ask(Chat.unary("m"));

            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.head()).doesNotContain("x-sluice").contains("age: 0");
            assertThat(first.head()).doesNotContain("x-sluice");
        }
    }

    @Test
    void isPurged() throws IOException {
        try (Cached cached = new Cached(Cached.ON + Cached.KEYS)) {
            cached.ask(Cached.bearer("secret"), Chat.unary("m"));
            cached.ask(Cached.bearer("other"), Chat.unary("m"));
            assertThat(cached.gateway
                            .caches()
                            .purge(new Purge("acme", null, null, null))
                            .toCompletableFuture()
                            .join())
                    .isEqualTo(1);
            assertThat(cached.ask(Cached.bearer("secret"), Chat.unary("m")).header("x-sluice-cache"))
                    .isEqualTo("miss");
            assertThat(cached.ask(Cached.bearer("other"), Chat.unary("m")).header("x-sluice-cache"))
                    .isEqualTo("hit");
        }
    }

    @Test
    void tellsARefusalOfAMissFromOneOfAHit() throws IOException {
        try (Cached cached = new Cached(
                connection -> {
                    while (connection.readRequest()) {
                        connection.send(Said.status(400, "", Said.error("invalid_request_error", "no")));
                    }
                },
                Cached.ON)) {
            Answer refused = cached.ask(Chat.unary("m"));

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.header("x-sluice-cache")).isEqualTo("miss");
            assertThat(cached.ask(Chat.unary("m")).header("x-sluice-cache")).isEqualTo("miss");
        }
    }
}
