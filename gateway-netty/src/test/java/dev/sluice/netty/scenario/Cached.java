package dev.sluice.netty.scenario;

import dev.sluice.core.cache.DistantCache;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A gateway with an exact cache in front of a provider that never says the same twice: each answer has a number, uses
 * 10 tokens of input and 20 of output, and ends as models end.
 */
final class Cached implements AutoCloseable {

    static final String ON = "cache: { exact: { enabled: true } }\n";

    /** Two keys, {@code secret} of the tenant acme and {@code other} of another one. */
    static final String KEYS = """
            auth:
              mode: keys
              keys:
                - { id: a, value: secret, tenant: acme }
                - { id: a2, value: secret2, tenant: acme }
                - { id: b, value: other, tenant: rival }
            tenants: [ { id: acme }, { id: rival } ]
            """;

    final ScriptedUpstream upstream;
    final TestGateway gateway;

    Cached(String sections) {
        this(numbering(), sections, List.of());
    }

    Cached(String sections, List<DistantCache> distant) {
        this(numbering(), sections, distant);
    }

    Cached(ScriptedUpstream.Script script, String sections) {
        this(script, sections, List.of());
    }

    private Cached(ScriptedUpstream.Script script, String sections, List<DistantCache> distant) {
        upstream = ScriptedUpstream.start(script);
        gateway = TestGateway.start(configuration(sections), distant);
    }

    /** What its file says, with other sections. */
    String configuration(String sections) {
        return """
                providers:
                  - { name: up, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: k, value: sk } ] }
                models:
                  - { name: m, targets: [ { provider: up } ] }
                  - { name: short, targets: [ { provider: up } ], cache: { ttl: 5s } }
                  - { name: never, targets: [ { provider: up } ], cache: { enabled: false } }
                prices: { models: { m: { input: 1, output: 10 } } }
                %s
                """.formatted(upstream.port(), sections);
    }

    static ScriptedUpstream.Script numbering() {
        AtomicInteger number = new AtomicInteger();
        return connection -> {
            while (connection.readRequest()) {
                int next = number.incrementAndGet();
                boolean stream = connection.lastRequest().contains("\"stream\":true");
                connection.send(stream ? stream(next) : Said.ok(unary(next, "stop")));
            }
        };
    }

    static String unary(int number, String reason) {
        return "{\"id\":\"" + number
                + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"no. "
                + number + "\"},\"finish_reason\":\"" + reason
                + "\"}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20}}";
    }

    static String stream(int number) {
        return Said.STREAM
                + Said.chunk(Said.ROLE)
                + Said.chunk(Said.output("no. " + number))
                + Said.chunk(finish("stop") + Said.DONE)
                + Said.LAST;
    }

    /** The last chunk of a stream, and what it used. */
    static String finish(String reason) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}\n\n"
                + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":20}}\n\n";
    }

    Answer ask(String json) throws IOException {
        return ask("", json);
    }

    /** @param headers more header lines, each with its end */
    Answer ask(String headers, String json) throws IOException {
        return send(Chat.post(headers, json));
    }

    Answer send(String request) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(request).answer();
        }
    }

    /** The header that names a client's key. */
    static String bearer(String key) {
        return "Authorization: Bearer " + key + "\r\n";
    }

    /** How often the provider was asked. */
    int asked() {
        return upstream.requests().size();
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
    }

    /** What the cache had of a question, and the number of the answer. */
    String said(String headers, String body) throws IOException {
        Answer answer = ask(headers, body);
        String text = answer.text();
        int number = text.indexOf("no. ") + 4;
        return answer.header("x-sluice-cache") + " " + text.substring(number, text.indexOf('"', number));
    }
}
