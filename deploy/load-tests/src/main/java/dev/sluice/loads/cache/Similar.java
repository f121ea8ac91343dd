package dev.sluice.loads.cache;

import dev.sluice.loads.accounts.Admin;
import dev.sluice.loads.accounts.Installation;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Workers;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Questions that say nearly the same, each set of them under a system prompt of its own: the first is asked by itself;
 * when all of those are kept, it is asked again, in other words, and for something else.
 */
final class Similar {

    private static final String MODEL = "similar";
    private static final String FIRST = "What is the capital of France?";
    private static final String IN_OTHER_WORDS = "Tell me the capital of France";
    private static final String OTHER = "What is the capital of Spain?";
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration KEPT_WITHIN = Duration.ofSeconds(60);

    private final Installation installation;
    private final Tally tally;
    private final Report report;
    private final AtomicReferenceArray<@Nullable Answer> firsts;

    /** @param sets how many */
    Similar(Installation installation, Tally tally, Report report, int sets) {
        this.installation = installation;
        this.tally = tally;
        this.report = report;
        this.firsts = new AtomicReferenceArray<>(sets);
    }

    void prove(int concurrency) throws Exception {
        int sets = firsts.length();
        Workers.Job job = new Workers.Job(sets, Math.min(sets, concurrency), Duration.ofMinutes(10));
        Workers.run(job, () -> new Client(this::first));
        try (Admin admin = installation.node(0).admin()) {
            Map<String, String> semantic = Map.of("cache", "semantic");
            if (!Pulse.until(KEPT_WITHIN, LOOK, () -> admin.scrape().sum("sluice_cache_entries", semantic) >= sets)) {
                report.fail("not all that was asked first is kept");
            }
        }
        Workers.run(job, () -> new Client(this::others));
    }

    private void first(Connection connection, int set) throws IOException {
        Answer answer = ask(connection, set, FIRST, id(set, "first"));
        firsts.set(set, answer);
        missed(set, answer, id(set, "first"));
    }

    private void others(Connection connection, int set) throws IOException {
        Answer again = ask(connection, set, FIRST, id(set, "again"));
        tally.look("exact", Result.HIT);
        given(set, again, "hit");
        Answer inOtherWords = ask(connection, set, IN_OTHER_WORDS, id(set, "words"));
        tally.look("exact", Result.MISS);
        tally.look("semantic", Result.HIT);
        given(set, inOtherWords, "semantic; similarity=");
        missed(set, ask(connection, set, OTHER, id(set, "other")), id(set, "other"));
    }

    private void missed(int set, Answer answer, String id) {
        tally.look("exact", Result.MISS);
        tally.look("semantic", Result.MISS);
        tally.request(caller(set), MODEL, Result.MISS);
        tally.paid(caller(set), id);
        check(id, answer, "miss");
    }

    private void given(int set, Answer answer, String word) {
        tally.request(caller(set), MODEL, Result.HIT);
        tally.saved(caller(set), MODEL, id(set, "first"));
        check(id(set, word), answer, word);
        Answer first = firsts.get(set);
        if (first == null || !Arrays.equals(first.body(), answer.body())) {
            report.fail(id(set, word) + ": is not the first answer, byte for byte");
        }
    }

    private void check(String id, Answer answer, String word) {
        String said = answer.head().field("x-sluice-cache").orElse("nothing");
        if (answer.status() != 200 || !answer.complete() || !said.startsWith(word)) {
            report.fail(id + ": status " + answer.status() + ", " + answer.ending() + ", " + said + ", not " + word);
        }
    }

    private static Caller caller(int set) {
        return Caller.values()[set % Caller.values().length];
    }

    private static String id(int set, String which) {
        return "similar-" + set + '-' + which;
    }

    private static Answer ask(Connection connection, int set, String question, String id) throws IOException {
        String stream = set % 2 == 0 ? "" : "\"stream\":true,";
        String body = "{\"model\":\"" + MODEL + "\"," + stream
                + "\"messages\":[{\"role\":\"system\",\"content\":\"This is case " + set
                + "\"},{\"role\":\"user\",\"content\":\"" + question + "\"}]}";
        return connection.exchange(Request.post("/v1/chat/completions", body)
                .with(Map.of("authorization", caller(set).credential(), "x-request-id", id)));
    }

    /** Asks for one set. */
    private interface Round {
        void ask(Connection connection, int set) throws IOException;
    }

    /** One client, with one connection. */
    private final class Client implements Workers.Worker {

        private final Connection connection = installation.node(0).connection();
        private final Round round;

        Client(Round round) {
            this.round = round;
        }

        @Override
        public void work(int number) throws IOException {
            round.ask(connection, number);
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }
}
