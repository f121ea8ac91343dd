package dev.sluice.netty.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.observe.GatewayState.ConnectionState;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** A gateway in front of one scripted upstream, and the requests that most scenarios make. */
record Stage(ScriptedUpstream upstream, TestGateway gateway) implements AutoCloseable {

    static final String CHAT = "/v1/chat/completions";
    static final String UNARY = "{\"model\":\"m\",\"messages\":[]}";
    static final String STREAM = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";
    static final String STREAM_WITH_USAGE =
            "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[]}";

    private static final ObjectMapper JSON = new ObjectMapper();

    static Stage with(ScriptedUpstream.Script script) {
        return with("", script);
    }

    /** As {@link #with(ScriptedUpstream.Script)}, with more configuration. */
    static Stage with(String yaml, ScriptedUpstream.Script script) {
        ScriptedUpstream upstream = ScriptedUpstream.start(script);
        return new Stage(upstream, TestGateway.start(TestGateway.routing(upstream.port(), yaml)));
    }

    /** As {@link #with(ScriptedUpstream.Script)}, with what holds for the upstream's connections. */
    static Stage pooled(String pool, ScriptedUpstream.Script script) {
        return pooled(pool, "", script);
    }

    /** As {@link #pooled(String, ScriptedUpstream.Script)}, with more configuration. */
    static Stage pooled(String pool, String yaml, ScriptedUpstream.Script script) {
        ScriptedUpstream upstream = ScriptedUpstream.start(script);
        String routing = TestGateway.routing(upstream.port(), yaml);
        return new Stage(
                upstream, TestGateway.start(routing.replace("keys:", "upstream: { " + pool + " }\n    keys:")));
    }

    RawClient client() throws IOException {
        return new RawClient(gateway.port());
    }

    /** Posts a chat completion on a connection of its own, and reads the answer. */
    Answer chat(String json) throws IOException {
        try (RawClient client = client()) {
            return client.send(RawClient.post(CHAT, json)).answer();
        }
    }

    /** The {@code code} of an error body in OpenAI's shape; fails where it is none. */
    static String errorCode(String body) throws IOException {
        JsonNode error = JSON.readTree(body).path("error");
        if (error.path("message").asText().isEmpty()
                || error.path("type").asText().isEmpty()) {
            throw new AssertionError("not an error: " + body);
        }
        return error.path("code").asText();
    }

    /** Connections to the upstream, or requests for one, in this state now. */
    long upstreamLevel(ConnectionState wanted) {
        AtomicLong sum = new AtomicLong();
        gateway.server().state().connections((side, provider, state, count) -> {
            if (side == Side.UPSTREAM && state == wanted) {
                sum.addAndGet(count);
            }
        });
        return sum.get();
    }

    void awaitUpstreamLevel(ConnectionState state, long count) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> upstreamLevel(state) == count);
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
    }
}
