package dev.sluice.loads.cache;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.run.Report;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One client, whose questions nobody else asks: it knows what has to be in the cache, and holds each answer against
 * that. One thread.
 */
final class Lane {

    private final Tally tally;
    private final Report report;
    private final AtomicLong unsure;
    private final Map<Ask.Subject, Kept> kept = new HashMap<>();

    /** @param unsure counts answers that were just getting too old: they may be given or not */
    Lane(Tally tally, Report report, AtomicLong unsure) {
        this.tally = tally;
        this.report = report;
        this.unsure = unsure;
    }

    void ask(Connection connection, Ask ask, String id) throws IOException {
        long sent = System.nanoTime();
        Answer answer = connection.exchange(ask.request(id));
        long ended = System.nanoTime();
        Kept there = kept.get(ask.subject());
        Result result = expected(ask, there, answer, sent, ended);
        tally.look("exact", result);
        tally.request(ask.caller(), ask.kind().model(), result);
        check(ask, id, result, answer);
        if (result == Result.HIT && there != null) {
            tally.saved(ask.caller(), ask.kind().model(), there.id());
            again(id, there, answer);
            return;
        }
        tally.paid(ask.caller(), id);
        if (ask.wish().keeps() && ask.kind().keeps()) {
            kept.put(
                    ask.subject(),
                    new Kept(id, answer.body(), sent, ended, ask.wish().lifeNanos()));
        }
    }

    private Result expected(Ask ask, @Nullable Kept there, Answer answer, long sent, long ended) {
        if (!ask.wish().looks() || !ask.kind().looks()) {
            return Result.BYPASS;
        }
        if (there == null) {
            return Result.MISS;
        }
        Boolean given = there.isGiven(ask.wish(), sent, ended);
        if (given == null) {
            unsure.incrementAndGet();
            return said(answer).equals(Result.HIT.word()) ? Result.HIT : Result.MISS;
        }
        return given ? Result.HIT : Result.MISS;
    }

    private void check(Ask ask, String id, Result result, Answer answer) {
        int status = ask.kind().succeeds() ? 200 : 500;
        if (answer.status() != status || !answer.complete()) {
            report.fail(id + ": " + ask + " was answered with " + answer.status() + ", " + answer.ending());
        } else if (ask.kind().succeeds() && !said(answer).equals(result.word())) {
            report.fail(id + ": " + ask + " has to be a " + result.word() + ", and is a " + said(answer));
        }
    }

    private void again(String id, Kept there, Answer answer) {
        if (!Arrays.equals(there.body(), answer.body())) {
            report.fail(id + ": is not the answer to " + there.id() + ", byte for byte");
        }
        if (answer.head().field("age").isEmpty()) {
            report.fail(id + ": does not say how old it is");
        }
    }

    private static String said(Answer answer) {
        return answer.head().field("x-sluice-cache").orElse("nothing");
    }
}
