package dev.sluice.netty.scenario;

import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Request;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import dev.sluice.netty.testing.SmallTranslation;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;

/**
 * A gateway that translates to the provider {@code claude-co}, which speaks Anthropic's dialect, and has {@code gpt-co}
 * besides, which needs no translation. Model {@code m} is the first one's {@code claude-own}, {@code both} is served by
 * the first, then the second.
 */
record Interpreted(ScriptedUpstream claude, ScriptedUpstream gpt, SmallTranslation translation, TestGateway gateway)
        implements AutoCloseable {

    static final String ANSWER =
            "{\"content\":[{\"type\":\"text\",\"text\":\"Grüße\"}],\"usage\":{\"input_tokens\":9,\"output_tokens\":3}}";
    static final String RESILIENCE =
            "resilience: { attempts: 2, backoff: { initial: 5ms, factor: 2, max: 20ms, jitter: 0 },"
                    + " breaker: { failures: 50 } }\n";

    /** @param more lines of the file */
    static Interpreted with(String more, Script claude) {
        ScriptedUpstream first = ScriptedUpstream.start(claude);
        ScriptedUpstream second = ScriptedUpstream.answering(Said.ok("{\"from\":\"gpt\"}"));
        SmallTranslation translation = new SmallTranslation();
        return new Interpreted(
                first,
                second,
                translation,
                TestGateway.start("""
                providers:
                  - name: claude-co
                    dialect: anthropic
                    base_url: "http://127.0.0.1:%d"
                    keys: [ { name: a, value: sk-anthropic } ]
                    param_overrides: { top_k: 5 }
                  - name: gpt-co
                    dialect: openai
                    serves: [ chat_completions ]
                    base_url: "http://127.0.0.1:%d"
                    keys: [ { name: o, value: sk-openai } ]
                models:
                  - { name: m, targets: [ { provider: claude-co, model: claude-own } ] }
                  - { name: both, targets: [ { provider: claude-co }, { provider: gpt-co } ] }
                  - { name: gpt, targets: [ { provider: gpt-co } ] }
                %s
                """.formatted(first.port(), second.port(), more), translation.everywhere()));
    }

    /** The first provider answers everything with this. */
    static Interpreted answering(String more, String response) {
        return with(more, OneGroup.always(response));
    }

    /** Sends a request on a connection of its own, and reads the answer. */
    Answer send(String request) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(request).answer();
        }
    }

    /** The only request that came to the first provider. */
    Request seen() {
        if (claude.requests().size() != 1) {
            throw new AssertionError(claude.requests().size() + " requests");
        }
        return claude.requests().get(0);
    }

    /** Bytes of bodies that are held. */
    long held() {
        return gateway.server().state().bodyMemoryUsed();
    }

    @Override
    public void close() {
        gateway.close();
        claude.close();
        gpt.close();
    }
}
