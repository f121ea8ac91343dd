package dev.sluice.netty.scenario;

import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.Provider;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.ScriptedUpstream.Request;
import dev.sluice.netty.testing.ScriptedUpstream.Script;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.regex.Pattern;

/** A gateway in front of one scripted upstream, which is the group {@code g} with the key {@code k}. */
record OneGroup(ScriptedUpstream upstream, TestGateway gateway) implements AutoCloseable {

    static final String OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

    private static final Pattern OWN_KEYS = Pattern.compile("(?m)^keys:");

    /**
     * Starts both.
     *
     * @param group more lines of the group
     * @param more more lines of the file
     */
    static OneGroup with(String group, String more, Script script) {
        ScriptedUpstream upstream = ScriptedUpstream.start(script);
        return new OneGroup(upstream, TestGateway.start(configuration(upstream.port(), group, more)));
    }

    /** A group that answers everything with 200 and {@code {}}. */
    static OneGroup with(String group, String more) {
        return with(group, more, always(OK));
    }

    static String configuration(int port, String group, String more) {
        String keys = OWN_KEYS.matcher(group).find() ? "" : "    keys: [ { name: k, value: sk-upstream } ]\n";
        String models = more.contains("models:") ? "" : "models: [ { name: m, targets: [ { provider: g } ] } ]\n";
        return "providers:\n  - name: g\n    dialect: openai\n    base_url: \"http://127.0.0.1:" + port + "\"\n" + keys
                + group.indent(4) + models + more + "\n";
    }

    /** Answers every request with these bytes; one for HEAD with their head only. */
    static Script always(String response) {
        String head = response.substring(0, response.indexOf("\r\n\r\n") + 4);
        return connection -> {
            while (connection.readRequest()) {
                connection.send(connection.lastHead().startsWith("HEAD ") ? head : response);
            }
        };
    }

    RawClient client() throws IOException {
        return new RawClient(gateway.port());
    }

    /** Sends a request on a connection of its own, and reads the answer. */
    Answer send(String request) throws IOException {
        try (RawClient client = client()) {
            return client.send(request).answer();
        }
    }

    /** The only request that came to the upstream. */
    Request seen() {
        if (upstream.requests().size() != 1) {
            throw new AssertionError(upstream.requests().size() + " requests");
        }
        return upstream.requests().get(0);
    }

    Provider provider() {
        return gateway.snapshot().providers().get(0);
    }

    KeyState key(String name) {
        return provider().keys().find(name).state();
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
    }
}
