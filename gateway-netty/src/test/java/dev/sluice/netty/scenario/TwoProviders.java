package dev.sluice.netty.scenario;

import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.resilience.Breaker;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;

/** A gateway in front of two scripted providers, {@code a} and {@code b}. */
record TwoProviders(ScriptedUpstream a, ScriptedUpstream b, TestGateway gateway) implements AutoCloseable {

    /** Short pauses, but time enough for every answer, however busy the machine is. */
    static final String RESILIENCE = "attempts: 2, backoff: { initial: 5ms, factor: 2, max: 20ms, jitter: 0 }, "
            + "breaker: { failures: 50 }, timeouts: { connect: 60s, first_byte: 60s, unary: 60s, stall: 60s }";

    static final String GOOD =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 13\r\n\r\n{\"from\": \"b\"}";
    static final String GOOD_STREAM = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
            + "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"from b\"}}]}\n\ndata: [DONE]\n\n";

    /**
     * Model {@code m} is served by a, then b; models {@code alone} and, as {@code m}, {@code only} by a; {@code more}
     * is what else the file says.
     */
    static TwoProviders start(ScriptedUpstream.Script script, String resilience, String more) {
        return start(ScriptedUpstream.start(script), ScriptedUpstream.start(TwoProviders::good), resilience, more);
    }

    static TwoProviders start(ScriptedUpstream a, ScriptedUpstream b, String resilience, String more) {
        return new TwoProviders(a, b, TestGateway.start(configuration(a.port(), b.port(), resilience) + more));
    }

    private static void good(ScriptedUpstream.Connection connection) throws IOException {
        while (connection.readRequest()) {
            connection.send(connection.lastRequest().contains("\"stream\":true") ? GOOD_STREAM : GOOD);
            if (connection.lastRequest().contains("\"stream\":true")) {
                return;
            }
        }
    }

    static TwoProviders start(ScriptedUpstream.Script script) {
        return start(script, RESILIENCE, "");
    }

    /** {@link #RESILIENCE} with one of its timeouts so short that a test can wait for it. */
    static String hasty(String timeout) {
        return RESILIENCE.replace(timeout + ": 60s", timeout + ": 300ms");
    }

    static String configuration(int a, int b, String resilience) {
        return """
                providers:
                  - { name: a, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: a1, value: sk-a1 }, { name: a2, value: sk-a2 } ] }
                  - { name: b, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: b1, value: sk-b1 } ] }
                models:
                  - { name: m, targets: [ { provider: a }, { provider: b } ] }
                  - { name: alone, targets: [ { provider: a } ] }
                  - { name: only, targets: [ { provider: a, model: m } ] }
                resilience: { %s }
                """.formatted(a, b, resilience);
    }

    Answer ask(String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(Chat.post(body)).answer();
        }
    }

    /** Sends a request on a connection of its own, whose answer is to be read. */
    RawClient begin(String body) throws IOException {
        return new RawClient(gateway.port()).send(Chat.post(body));
    }

    /** Waits until a has read so many requests. */
    void awaitAtA(int requests) {
        TestGateway.await(() -> a.requests().size() >= requests);
    }

    /** The breaker of model {@code m} or {@code alone} at a. */
    Breaker breaker(String model) {
        return target(model).vitals().breaker();
    }

    /** The first target of a model. */
    Target target(String model) {
        return gateway.snapshot()
                .routes()
                .find(model)
                .destinations()
                .get(0)
                .targets()
                .get(0);
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
