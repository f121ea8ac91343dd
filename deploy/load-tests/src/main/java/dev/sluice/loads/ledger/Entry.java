package dev.sluice.loads.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A line of the gateway's access log.
 *
 * @param id the client's own
 * @param cost in USD
 */
record Entry(String id, String provider, String model, Tokens tokens, BigDecimal cost) {

    /** The lines of a log whose ids begin like this. */
    static List<Entry> read(Path log, String prefix) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Entry> entries = new ArrayList<>();
        try (Stream<String> lines = Files.lines(log)) {
            for (String line :
                    lines.filter(text -> text.contains("\"" + prefix)).toList()) {
                entries.add(of(json.readTree(line)));
            }
        }
        return entries;
    }

    static Entry of(JsonNode line) {
        return new Entry(
                line.path("request_id").asText(),
                line.path("provider").asText(),
                line.path("model").asText(),
                Tokens.logged(line),
                new BigDecimal(line.path("cost_usd").asText("0")));
    }
}
