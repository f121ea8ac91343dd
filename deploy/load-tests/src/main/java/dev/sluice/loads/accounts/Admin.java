package dev.sluice.loads.accounts;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Scrape;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** The admin API of one gateway, over one connection. One thread; whatever is not done as asked is an exception. */
public final class Admin implements AutoCloseable {

    /** What the gateway has of a key in its ledger. */
    public record Sum(long requests, long tokens, BigDecimal usd) {}

    private static final String TOKEN = "load-tests-admin";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final Connection connection;

    Admin(Connection connection) {
        this.connection = connection;
    }

    /** Makes something of an account; for keys, the answer holds the value. */
    public JsonNode make(String kind, String body) throws IOException {
        return JSON.readTree(done(Request.post("/api/v1/" + kind, body)));
    }

    /** Makes a client key with limits (JSON); its value. */
    String makeKey(String id, String limits) throws IOException {
        return makeKeyOf("\"id\":\"" + id + "\",\"limits\":" + limits);
    }

    /** Makes a client key with these members; its value. */
    String makeKeyOf(String members) throws IOException {
        return make("client-keys", "{" + members + "}").path("value").asText();
    }

    public void credit(String user, BigDecimal usd) throws IOException {
        done(Request.post("/api/v1/users/" + user + "/credits", "{\"usd\":" + usd.toPlainString() + "}")
                .with("idempotency-key", "proof-" + usd.toPlainString()));
    }

    /** What is left of a user's credits, as far as it is settled. */
    BigDecimal balance(String user) throws IOException {
        return JSON.readTree(done(Request.get("/api/v1/users/" + user + "/credits")))
                .path("balance_usd")
                .decimalValue();
    }

    /** What a key has used, as far as the ledger has it. */
    public Sum sum(String key) throws IOException {
        JsonNode row = JSON.readTree(done(Request.get("/api/v1/usage?group_by=key&key=" + key)))
                .path("items")
                .path(0);
        return new Sum(
                row.path("requests").asLong(),
                row.path("input_tokens").asLong() + row.path("output_tokens").asLong(),
                row.path("usd").decimalValue());
    }

    /** The ledger's entries of the last day, all of them. */
    List<UsageLine> usage() throws IOException {
        return UsageLine.parse(done(Request.get("/api/v1/usage.csv")));
    }

    /** What is shown now under the gateway's own names. */
    public Scrape scrape() throws IOException {
        return scrape("/metrics/sluice");
    }

    /** What is shown now under a path. */
    public Scrape scrape(String path) throws IOException {
        return Scrape.parse(done(Request.get(path).with("accept", "text/plain").with("cache-control", "no-cache")));
    }

    /** What is under a path, with its bytes as they come. */
    public Answer raw(String path, String encoding) throws IOException {
        Request request = Request.get(path)
                .with("accept", "text/plain")
                .with("cache-control", "no-cache")
                .with("accept-encoding", encoding);
        Answer answer = connection.exchange(request.with("authorization", "Bearer " + TOKEN));
        if (answer.status() != 200) {
            throw new IOException(path + ": " + answer.status());
        }
        return answer;
    }

    /** Whether no exchange is open, and all are in the ledger. */
    boolean isAtRest() throws IOException {
        Scrape scrape = scrape();
        return scrape.sum("sluice_reservations_open", Map.of()) == 0
                && scrape.sum("sluice_journal_behind_entries", Map.of()) == 0;
    }

    private String done(Request request) throws IOException {
        Answer answer = connection.exchange(request.with("authorization", "Bearer " + TOKEN));
        if (answer.status() / 100 != 2 || !answer.complete()) {
            throw new IOException(request.method() + " " + request.path() + ": " + answer.status() + ", "
                    + answer.ending() + ", " + answer.text());
        }
        return answer.text();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
