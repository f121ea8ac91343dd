package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.provider.KeyState;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Requests that begin alike go to the provider with the same key, so that its prompt cache stays warm. */
final class AffinityTest {

    private static final String CONFIGURATION = """
            providers:
              - name: up
                dialect: openai
                base_url: "http://127.0.0.1:%d"
                key_rotation: affinity
                keys: [ { name: k0, value: sk-0 }, { name: k1, value: sk-1 }, { name: k2, value: sk-2 },
                        { name: k3, value: sk-3 }, { name: k4, value: sk-4 } ]
            models: [ { name: m, targets: [ { provider: up } ] } ]
            """;

    private final Set<String> limited = ConcurrentHashMap.newKeySet();

    private final Script script = connection -> {
        while (connection.readRequest()) {
            connection.send(
                    limited.contains(key(connection.lastHead()))
                            ? Said.status(429, "retry-after: 60\r\n", Said.error("rate_limit_error", "limited"))
                            : Said.ok("{}"));
        }
    };

    private static String key(String head) {
        return head.replaceAll("(?is).*authorization: Bearer sk-(\\S+).*", "k$1");
    }

    private static String ask(TestGateway gateway, ScriptedUpstream upstream, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            assertThat(client.send(Chat.post(body)).answer().status()).isEqualTo(200);
        }
        List<ScriptedUpstream.Request> requests = upstream.requests();
        return key(requests.get(requests.size() - 1).head());
    }

    @Test
    void sendsRequestsThatBeginAlikeWithTheSameKey() throws IOException {
        String system = "You are a careful clerk. ".repeat(60);
        try (ScriptedUpstream upstream = ScriptedUpstream.start(script);
                TestGateway gateway = TestGateway.start(CONFIGURATION.formatted(upstream.port()))) {
            String key = ask(gateway, upstream, Chat.asking("m", system + "One?"));
            for (int i = 0; i < 20; i++) {
                assertThat(ask(gateway, upstream, Chat.asking("m", system + "Question " + i + "?")))
                        .isEqualTo(key);
            }

            Set<String> others = new HashSet<>();
            for (int i = 0; i < 40; i++) {
                others.add(ask(gateway, upstream, Chat.asking("m", "Prompt " + i)));
            }
            assertThat(others).hasSizeGreaterThan(2);
        }
    }

    @Test
    void staysWithTheOtherKeyWhileItsOwnCoolsAndComesBack() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(script);
                TestGateway gateway = TestGateway.start(CONFIGURATION.formatted(upstream.port()))) {
            String prompt = Chat.asking("m", "Always the same.");
            String own = ask(gateway, upstream, prompt);
            limited.add(own);

            String other = ask(gateway, upstream, prompt);

            assertThat(other).isNotEqualTo(own);
            for (int i = 0; i < 10; i++) {
                assertThat(ask(gateway, upstream, prompt)).isEqualTo(other);
            }
            assertThat(upstream.requests()).as("the limited one was asked once").hasSize(1 + 2 + 10);
            var keys = gateway.snapshot().providers().get(0).keys();
            assertThat(keys.find(own).state()).isEqualTo(KeyState.COOLING);
            limited.clear();
            keys.restore(keys.find(own));
            assertThat(ask(gateway, upstream, prompt)).isEqualTo(own);
            gateway.settled(13);
            assertThat(keys.keys()).allSatisfy(key -> assertThat(key.inFlight()).isZero());
        }
    }
}
