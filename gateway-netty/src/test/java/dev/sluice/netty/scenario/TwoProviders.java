package dev.sluice.netty.scenario;

import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;

/** A gateway in front of two scripted providers, {@code a} and {@code b}, and short times for everything. */
record TwoProviders(ScriptedUpstream a, ScriptedUpstream b, TestGateway gateway) implements AutoCloseable {

    static final String RESILIENCE = "attempts: 2, backoff: { initial: 5ms, factor: 2, max: 20ms, jitter: 0 }, "
            + "breaker: { failures: 50 }, timeouts: { connect: 1s, first_byte: 300ms, unary: 400ms, stall: 300ms }";

    static final String GOOD =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{\"from\": \"b\"}";
    static final String GOOD_STREAM = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
            + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"from b\"}}]}\n\ndata: [DONE]\n\n";

    /** Model {@code m} is served by a, then b; model {@code alone} by a; {@code more} is what else the file says. */
    static TwoProviders start(ScriptedUpstream.Script script, String resilience, String more) {
        ScriptedUpstream a = ScriptedUpstream.start(script);
        ScriptedUpstream b = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                connection.send(connection.lastRequest().contains("\"stream\":true") ? GOOD_STREAM : GOOD);
                if (connection.lastRequest().contains("\"stream\":true")) {
                    return;
                }
            }
        });
        return new TwoProviders(a, b, TestGateway.start(configuration(a.port(), b.port(), resilience) + more));
    }

    static TwoProviders start(ScriptedUpstream.Script script) {
        return start(script, RESILIENCE, "");
    }

    static String configuration(int a, int b, String resilience) {
        return """
                providers:
                  - { name: a, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: a1, value: sk-a1 }, { name: a2, value: sk-a2 } ] }
                  - { name: b, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: b1, value: sk-b1 } ] }
                models:
                  - { name: m, targets: [ { provider: a }, { provider: b } ] }
                  - { name: alone, targets: [ { provider: a } ] }
                resilience: { %s }
                """.formatted(a, b, resilience);
    }

    Answer ask(String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(Chat.post(body)).answer();
        }
    }

    ProviderKey key(String provider, String name) {
        return provider(provider).keys().find(name);
    }

    Provider provider(String name) {
        return gateway.snapshot().providers().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        gateway.close();
        a.close();
        b.close();
    }
}
