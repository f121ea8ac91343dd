package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a simulated provider charges, and what it tells of that. */
final class LedgerTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String STREAM = ",\"stream\":true";

    private SimulatedProvider provider;
    private Client client;

    @BeforeEach
    void start() {
        provider = SimulatedProvider.start(Options.loopback()
                .withKey("fine", "sk-fine", KeyBehaviour.FINE)
                .withAccounting(new Options.Accounting(Tokenizer.PIECES, 3)));
        client = new Client(provider);
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private List<JsonNode> lines(String query) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : client.get("/_sim/ledger" + query).body().lines().toList()) {
            lines.add(Client.JSON.readTree(line));
        }
        return lines;
    }

    private JsonNode line() throws Exception {
        await().until(() -> provider.stats().inFlight() == 0);
        List<JsonNode> lines = lines("");
        return lines.get(lines.size() - 1);
    }

    @Test
    void chargesAWholeAnswerWithAllItsParts() throws Exception {
        client.json(
                "/v1/messages",
                Client.chat("m+tokens=7+thinking=3+cached=10+cache-write=20+cache-write-hour=5", ""),
                "x-api-key",
                "sk-fine",
                "x-request-id",
                "r-1");

        assertThat(line().toString())
                .isEqualTo("{\"number\":1,\"id\":\"r-1\",\"model\":\"m\",\"key\":\"fine\",\"end\":\"answered\","
                        + "\"status\":200,\"events\":3,\"reported\":true,\"input\":40,\"output\":10,\"cached\":10,"
                        + "\"cache_write\":25,\"cache_write_hour\":5,\"reasoning\":3}");
    }

    @ParameterizedTest
    @CsvSource({
        "fault=close, 0, 0, 0",
        "status=503, 503, 0, 0",
        "fault=created-error, 200, 0, 0",
        "fault=error-event, 200, 5, 2",
        "fault=cut, 200, 5, 2",
        "fault=cut+fault-after=head, 200, 0, 0",
        "fault=cut+fault-after=lead, 200, 0, 0",
        "fault=reset+fault-after=9, 200, 5, 8"
    })
    void chargesWhatWasWrittenBeforeAFault(String fault, int status, int input, int output) throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            raw.send(CHAT, Client.chat("m+" + fault, STREAM));
            await().until(() -> provider.stats().faulted() == 1);
        }

        JsonNode line = line();
        assertThat(line.get("end").asText()).isEqualTo("faulted");
        assertThat(line.get("status").asInt()).isEqualTo(status);
        assertThat(line.get("input").asInt()).isEqualTo(input);
        assertThat(line.get("output").asInt()).isEqualTo(output);
        assertThat(line.get("reported").asBoolean()).isFalse();
    }

    @Test
    void chargesWhatWasWrittenWhenTheClientLeft() throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            raw.send(CHAT, Client.chat("m+tokens=9+thinking=2+interval=1m", STREAM))
                    .readUntil("reasoning_content");
        }
        await().until(() -> provider.stats().abandoned() == 1);

        JsonNode line = line();
        assertThat(line.get("end").asText()).isEqualTo("abandoned");
        assertThat(line.get("events").asInt()).isEqualTo(2);
        assertThat(line.get("output").asInt()).isEqualTo(1);
        assertThat(line.get("reasoning").asInt()).isEqualTo(1);
    }

    @Test
    void chargesThePromptWhereTheClientLeftBeforeTheHead() throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            raw.send(CHAT, Client.chat("m+delay=1m", STREAM));
            await().until(() -> provider.stats().requests() == 1);
        }
        await().until(() -> provider.stats().abandoned() == 1);

        assertThat(line().get("status").asInt()).isZero();
        assertThat(provider.stats().billed()).isEqualTo(new Billed(5, 0, 0, 0, 0, 0));
    }

    @Test
    void chargesThePromptWhoseTokensWereToldBeforeAFault() throws Exception {
        try (RawClient raw = new RawClient(provider)) {
            raw.send("/v1/messages", Client.chat("m+fault=cut+fault-after=lead", STREAM));
            await().until(() -> provider.stats().faulted() == 1);
        }

        assertThat(line().get("input").asInt()).isEqualTo(5);
        assertThat(line().get("output").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, '', true",
        "/v1/chat/completions, ',\"stream\":true', false",
        "/v1/chat/completions, ',\"stream\":true,\"stream_options\":{\"include_usage\":true}', true",
        "/v1/messages, ',\"stream\":true', true",
        "/v1beta/models/m:generateContent, ',\"contents\":[]', true",
        "/v1beta/models/m:embedContent, ',\"content\":\"a\"', false"
    })
    void saysWhetherTheAnswerToldItsUsage(String path, String more, boolean reported) throws Exception {
        String body =
                path.contains("generate") ? "{\"contents\":[{\"parts\":[{\"text\":\"a\"}]}]}" : Client.chat("m", more);
        assertThat(client.post(path, body).statusCode()).isEqualTo(200);

        assertThat(line().get("reported").asBoolean()).isEqualTo(reported);
    }

    @Test
    void keepsTheLastLinesAndAllSums() throws Exception {
        for (int i = 1; i <= 5; i++) {
            client.json(CHAT, Client.chat(i == 5 ? "n" : "m", ",\"max_tokens\":" + i));
        }
        await().until(() -> provider.stats().answered() == 5);

        assertThat(lines("").stream().map(line -> line.get("number").asInt())).containsExactly(3, 4, 5);
        assertThat(lines("?after=4")).hasSize(1);
        JsonNode sums = Client.JSON.readTree(client.get("/_sim/stats").body()).get("ledger");
        assertThat(sums).hasSize(2);
        assertThat(sums.get(0).get("requests").asInt()).isEqualTo(4);
        assertThat(sums.get(0).get("output").asInt()).isEqualTo(1 + 2 + 3 + 4);
        assertThat(provider.stats().billed().output()).isEqualTo(15);
    }

    @Test
    void chargesNothingForWhatIsFree() throws Exception {
        client.json("/v1/messages/count_tokens", Client.chat("m", ""));
        client.json("/v1/moderations", "{\"input\":\"a\"}");

        assertThat(line().get("input").asInt()).isZero();
    }

    @Test
    void bringsAllModelsBeyondABoundUnderOneName() {
        Ledger ledger = new Ledger(0);
        for (int i = 0; i < 1500; i++) {
            ledger.enter(line("m" + i));
        }

        assertThat(ledger.all().input()).isEqualTo(1500);
        assertThat(ledger.sums().split("\"model\"", -1)).hasSize(1002);
        assertThat(ledger.sums()).contains("\"model\":\"others\",\"key\":\"\",\"requests\":500");
        assertThat(ledger.linesAfter(0)).isEmpty();
    }

    @Test
    void losesNothingWhereManyLoopsEnter() throws Exception {
        Ledger ledger = new Ledger(100);
        ExecutorService loops = Executors.newFixedThreadPool(4);
        List<Future<?>> entered = new ArrayList<>();
        for (int loop = 0; loop < 4; loop++) {
            entered.add(loops.submit(() -> {
                for (int i = 0; i < 5000; i++) {
                    ledger.enter(line("m"));
                }
            }));
        }
        for (Future<?> done : entered) {
            done.get();
        }
        loops.shutdown();

        assertThat(ledger.all().input()).isEqualTo(20_000);
        assertThat(ledger.linesAfter(19_900).lines()).hasSize(100);
    }

    private static Ledger.Line line(String model) {
        return new Ledger.Line(
                0, "", new Ledger.Payer(model, "key"), Outcome.ANSWERED, 200, 1, true, new Billed(1, 0, 0, 0, 0, 0));
    }
}
