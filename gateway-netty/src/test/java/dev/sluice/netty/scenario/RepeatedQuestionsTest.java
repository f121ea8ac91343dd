package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.cache.Purge;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is asked in the same bytes, and over one connection, is remembered: that shows in nothing that is answered. */
final class RepeatedQuestionsTest {

    private static final int OFTEN = 5;
    private static final String STREAM = Chat.stream("public");

    /** A model that has another name at its provider: what is sent there is not what came. */
    private static final String RENAMED = Cached.ON + """
            models:
              - { name: public, targets: [ { provider: up, model: a-longer-name-of-it } ] }
            """;

    private static String renamed(Cached cached) {
        String all = cached.configuration(RENAMED);
        int first = all.indexOf("models:\n");
        return all.substring(0, first) + all.substring(all.indexOf("prices:"));
    }

    private static Answer ask(RawClient client, String headers, String json) throws IOException {
        return client.send(Chat.post(headers, json)).answer();
    }

    private static void assertHits(RawClient client, String headers, String json, byte[] body) throws IOException {
        for (int i = 0; i < OFTEN; i++) {
            Answer again = ask(client, headers, json);
            assertThat(again.header("x-sluice-cache")).isEqualTo("hit");
            assertThat(again.body()).isEqualTo(body);
        }
    }

    /** Their keys' ids have the same hash code, so that even the places are the same where heads are remembered. */
    @Test
    void tellsTenantsApartWhoAskTheSame() throws IOException {
        String keys = Cached.KEYS.replace("id: a,", "id: Aa,").replace("id: b,", "id: BB,");
        try (Cached cached = new Cached(Cached.ON + keys);
                RawClient client = new RawClient(cached.gateway.port())) {
            Answer mine = ask(client, Cached.bearer("secret"), Chat.unary("m"));
            assertHits(client, Cached.bearer("secret"), Chat.unary("m"), mine.body());

            Answer theirs = ask(client, Cached.bearer("other"), Chat.unary("m"));

            assertThat(theirs.header("x-sluice-cache")).isEqualTo("miss");
            for (int i = 0; i < OFTEN; i++) {
                assertHits(client, Cached.bearer("other"), Chat.unary("m"), theirs.body());
                assertHits(client, Cached.bearer("secret"), Chat.unary("m"), mine.body());
                assertHits(client, Cached.bearer("secret2"), Chat.unary("m"), mine.body());
            }
            assertThat(cached.asked()).isEqualTo(2);
        }
    }

    @Test
    void doesAsEachHeadSays() throws IOException {
        try (Cached cached = new Cached(Cached.ON);
                RawClient client = new RawClient(cached.gateway.port())) {
            Answer first = ask(client, "", Chat.unary("m"));
            assertHits(client, "", Chat.unary("m"), first.body());
            for (int i = 0; i < OFTEN; i++) {
                assertThat(ask(client, "cache-control: no-store\r\n", Chat.unary("m"))
                                .header("x-sluice-cache"))
                        .isEqualTo("bypass");
                assertHits(client, "cache-control: max-age=600\r\n", Chat.unary("m"), first.body());
            }
            Answer beta = ask(client, "openai-beta: one\r\n", Chat.unary("m"));
            assertThat(beta.header("x-sluice-cache")).isEqualTo("miss");
            assertHits(client, "openai-beta: one\r\n", Chat.unary("m"), beta.body());
            assertHits(client, "", Chat.unary("m"), first.body());
            for (int i = 0; i < OFTEN; i++) {
                assertHits(client, "x-request-id: another-" + i + "\r\n", Chat.unary("m"), first.body());
            }
        }
    }

    /** A body that was remembered goes to a provider as one that was looked into: under the provider's own name. */
    @Test
    void sendsAProviderTheSameAsBeforeWhereTheCacheMayNotAnswer() throws IOException {
        try (Cached cached = new Cached(Cached.ON)) {
            cached.gateway.reload(renamed(cached));
            try (RawClient client = new RawClient(cached.gateway.port())) {
                Answer first = ask(client, "", STREAM);
                assertHits(client, "", STREAM, first.body());

                for (int i = 0; i < OFTEN; i++) {
                    Answer fresh = ask(client, "cache-control: no-cache\r\n", STREAM);
                    assertThat(fresh.header("x-sluice-cache")).isEqualTo("bypass");
                    assertThat(fresh.text()).contains("no. " + (i + 2));
                    assertHits(client, "", STREAM, fresh.body());
                }

                List<String> bodies = cached.upstream.requests().stream()
                        .map(request -> new String(request.body(), StandardCharsets.UTF_8))
                        .toList();
                assertThat(bodies).hasSize(1 + OFTEN).containsOnly(bodies.get(0));
                assertThat(bodies.get(0)).contains("a-longer-name-of-it", "include_usage");
            }
        }
    }

    @Test
    void forgetsWithThePurgeAndWithAnotherConfiguration() throws IOException {
        try (Cached cached = new Cached(Cached.ON);
                RawClient client = new RawClient(cached.gateway.port())) {
            Answer first = ask(client, "", Chat.unary("m"));
            assertHits(client, "", Chat.unary("m"), first.body());

            cached.gateway.caches().purge(Purge.ALL).toCompletableFuture().join();
            Answer second = ask(client, "", Chat.unary("m"));
            assertThat(second.header("x-sluice-cache")).isEqualTo("miss");
            assertHits(client, "", Chat.unary("m"), second.body());

            cached.gateway.reload(cached.configuration(Cached.ON)
                    .replace("keys: [", "param_overrides: { temperature: 0.5 }, keys: ["));
            Answer third = ask(client, "", Chat.unary("m"));
            assertThat(third.header("x-sluice-cache")).isEqualTo("miss");
            assertHits(client, "", Chat.unary("m"), third.body());

            cached.gateway.reload(cached.configuration(""));
            assertThat(ask(client, "", Chat.unary("m")).header("x-sluice-cache"))
                    .isNull();
        }
    }

    /** The key of a question stays what it was, and whether it may be looked up does not. */
    @Test
    void looksUpWhatTheConfigurationOfTheRequestHasLookedUp() throws IOException {
        String hot = Chat.unary("m").replace("{\"model\"", "{\"temperature\":1,\"model\"");
        String cold = Cached.ON.replace("enabled: true", "enabled: true, temperature: zero");
        try (Cached cached = new Cached(Cached.ON);
                RawClient client = new RawClient(cached.gateway.port())) {
            Answer first = ask(client, "", hot);
            assertHits(client, "", hot, first.body());

            cached.gateway.reload(cached.configuration(cold));
            for (int i = 0; i < OFTEN; i++) {
                assertThat(ask(client, "", hot).text()).contains("no. " + (i + 2));
            }

            cached.gateway.reload(cached.configuration(Cached.ON));
            assertHits(client, "", hot, first.body());
        }
    }
}
