package dev.sluice.loads.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that says where the simulated provider is. */
public final class Provider {

    @Option(
            names = "--provider-url",
            defaultValue = "http://127.0.0.1:9001",
            converter = Address.class,
            description = "The simulated provider (default: ${DEFAULT-VALUE}).")
    private InetSocketAddress address = InetSocketAddress.createUnresolved("127.0.0.1", 9001);

    /** One that the proof has started itself. */
    public static Provider at(InetSocketAddress address) {
        Provider provider = new Provider();
        provider.address = address;
        return provider;
    }

    /** A connection to it, past the gateway. */
    public Connection connection() {
        return new Connection(address, Duration.ofSeconds(60));
    }

    /** The lines of its ledger behind the one with this number, each a JSON object. */
    public List<JsonNode> ledgerAfter(long number) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        try (Connection connection = connection()) {
            String text = connection
                    .exchange(Request.get("/_sim/ledger?after=" + number))
                    .text();
            for (String line : text.lines().toList()) {
                lines.add(json.readTree(line));
            }
        }
        return lines;
    }

    /** How many requests it is busy with. */
    public long inFlight() throws IOException {
        try (Connection connection = connection()) {
            return new ObjectMapper()
                    .readTree(connection.exchange(Request.get("/_sim/stats")).text())
                    .path("in_flight")
                    .asLong();
        }
    }

    /** What it counted of each key since its start, by the keys' names. */
    public Map<String, KeyCounts> keys() throws IOException {
        try (Connection connection = connection()) {
            return KeyCounts.parse(
                    connection.exchange(Request.get("/_sim/stats")).text());
        }
    }
}
