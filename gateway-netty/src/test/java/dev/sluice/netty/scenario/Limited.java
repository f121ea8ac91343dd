package dev.sluice.netty.scenario;

import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A gateway whose clients are limited, in front of a provider whose answers all use 10 tokens of input and 100 of
 * output; a token of output costs 10 micro-dollars, one of input nothing.
 */
final class Limited implements AutoCloseable {

    static final String ANSWER = Said.status(
            200,
            "x-ratelimit-limit-requests: 77\r\nanthropic-ratelimit-requests-limit: 77\r\n",
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":100}}");

    final ScriptedUpstream upstream;
    final MemoryStore store = new MemoryStore();
    final TestGateway gateway;
    private final String group;

    /** @param sections of the configuration: {@code auth}, {@code tenants} and so on */
    Limited(String sections) throws IOException {
        this(ANSWER, sections);
    }

    Limited(String answer, String sections) throws IOException {
        this(
                ScriptedUpstream.start(connection -> {
                    while (connection.readRequest()) {
                        connection.send(answer);
                    }
                }),
                "",
                sections);
    }

    /** @param group further keys of the provider, each with a comma before it */
    Limited(ScriptedUpstream upstream, String group, String sections) {
        this.upstream = upstream;
        this.group = group;
        gateway = TestGateway.start(configuration(sections), store);
    }

    /** What its file says, with other sections. */
    String configuration(String sections) {
        return """
                providers:
                  - { name: up, dialect: openai, base_url: "http://127.0.0.1:%d" %s }
                models:
                  - { name: m, targets: [ { provider: up } ] }
                  - { name: elsewhere, targets: [ { provider: up, model: m } ] }
                prices: { models: { m: { input: 0, output: 10 } } }
                %s
                """.formatted(upstream.port(), group, sections);
    }

    /** A section {@code auth} with one key, whose value is {@code secret}, and these more of its fields. */
    static String key(String more) {
        return "auth: { mode: keys, keys: [ { id: k, value: secret " + more + " } ] }\n";
    }

    static String asking(String model, int maxTokens) {
        return Chat.unary(model).replace("{\"model\"", "{\"max_tokens\":" + maxTokens + ",\"model\"");
    }

    static String post(String json) {
        return Chat.post("Authorization: Bearer secret\r\n", json);
    }

    /** A request whose answer may have 100 tokens. */
    Answer ask() throws IOException {
        return send(post(asking("m", 100)));
    }

    Answer send(String request) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(request).answer();
        }
    }

    /** The same request on many connections at the same time; the statuses of the answers. */
    List<Integer> together(int connections, String request) throws IOException {
        List<RawClient> clients = new ArrayList<>();
        List<Integer> statuses = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                clients.add(new RawClient(gateway.port()));
            }
            for (RawClient client : clients) {
                client.send(request);
            }
            for (RawClient client : clients) {
                statuses.add(client.answer().status());
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
        return statuses;
    }

    /** What the books add up to. */
    UsageQuery.Row booked() {
        List<UsageQuery.Row> rows = new ArrayList<>();
        store.usage().sums(new UsageQuery(0, Long.MAX_VALUE, Map.of(), Set.of()), 10, rows::add);
        return rows.get(0);
    }

    /** Waits until so many exchanges are in the books, and gives what they add up to. */
    UsageQuery.Row booked(long exchanges) {
        TestGateway.await(() -> booked().requests() >= exchanges);
        return booked();
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
        store.close();
    }
}
