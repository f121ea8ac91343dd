package dev.sluice.loads.fidelity;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Errors;
import dev.sluice.loads.http.Events;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Says whether an answer is the right one: the provider's own, byte for byte, or an honest error. Thread-safe. */
final class Judge {

    /** What an answer turned out to be. */
    enum Finding {
        /** Byte for byte the provider's whole answer. */
        IDENTICAL,
        /** Byte for byte the error that the provider answered. */
        RELAYED_ERROR,
        /** The gateway's own error instead of an answer. */
        ERROR,
        /** A part of the stream up to the end of an event, then an error event. */
        ERROR_EVENT,
        /** A part of the answer, then an end that nobody takes for a good one. */
        ABORTED,
        /** None of these. */
        WRONG
    }

    /** A finding and, where it is wrong, why. */
    record Verdict(Finding finding, String why) {

        private static Verdict of(Finding finding) {
            return new Verdict(finding, "");
        }

        private static Verdict wrong(String why) {
            return new Verdict(Finding.WRONG, why);
        }
    }

    private static final String DONE = "data: [DONE]\n\n";

    private Judge() {}

    /**
     * @param got what the gateway answered
     * @param whole what the provider answers to the same request without its fault
     * @param faulted what the provider answers with its fault; null when nothing is to go wrong, or it was not asked
     */
    static Verdict judge(Ask ask, Answer got, Answer whole, @Nullable Answer faulted) {
        if (got.status() == 0) {
            return Verdict.wrong("no answer: " + got.ending());
        }
        byte[] right = ask.kind() == Ask.Kind.STREAM ? Events.withoutUsage(whole.body()) : whole.body();
        if (ask.fault() == null) {
            return sound(got, whole, right);
        }
        if (faulted != null && faulted.complete() && got.complete() && same(got, faulted.status(), faulted.body())) {
            return Verdict.of(Finding.RELAYED_ERROR);
        }
        if (got.status() >= 400) {
            return error(got);
        }
        if (inventsEnd(ask, got)) {
            return Verdict.wrong("a terminal event that the provider did not send");
        }
        return got.status() == whole.status() ? broken(ask, got, right) : Verdict.wrong("status " + got.status());
    }

    private static Verdict sound(Answer got, Answer whole, byte[] right) {
        if (!whole.complete()) {
            return Verdict.wrong("the provider's own answer is not whole: " + whole.ending());
        }
        if (got.complete() && same(got, whole.status(), right)) {
            return Verdict.of(Finding.IDENTICAL);
        }
        int differs = Arrays.mismatch(got.body(), right);
        return Verdict.wrong("status " + got.status() + " for " + whole.status() + ", " + got.ending() + ", "
                + got.body().length + " bytes for " + right.length + ", differs at " + differs + ": "
                + around(got.body(), differs)
                + " for " + around(right, differs));
    }

    private static Verdict error(Answer got) {
        if (!Errors.isHonest(got)) {
            String type = got.head().field("content-type").orElse("");
            return Verdict.wrong("no error of the dialect: " + got.status() + ' ' + type + ' ' + around(got.body(), 0));
        }
        return Verdict.of(Finding.ERROR);
    }

    /**
     * Whether a stream ends as if it were whole although the provider's did not; no fault of the mix comes behind the
     * end.
     */
    private static boolean inventsEnd(Ask ask, Answer got) {
        return ask.kind().streams() && got.text().contains(DONE);
    }

    /** An answer that had begun when its fault came: part of the right one, and not passed off as whole. */
    private static Verdict broken(Ask ask, Answer got, byte[] right) {
        int agrees = Arrays.mismatch(got.body(), right);
        if (agrees < 0 || agrees == got.body().length) {
            return got.complete()
                    ? Verdict.wrong("a broken answer is passed off as whole, " + got.body().length + " bytes of "
                            + right.length)
                    : Verdict.of(Finding.ABORTED);
        }
        int from = lastBoundary(got.body(), agrees);
        if (!ask.kind().streams() || Events.end(got.body(), from) != got.body().length) {
            return Verdict.wrong("differs at " + agrees + ": " + around(got.body(), agrees));
        }
        return Errors.isError(Events.data(got.body(), from, got.body().length))
                ? Verdict.of(Finding.ERROR_EVENT)
                : Verdict.wrong("no error event at the end: " + around(got.body(), from));
    }

    private static int lastBoundary(byte[] stream, int before) {
        int offset = before;
        while (!Events.isBoundary(stream, offset)) {
            offset--;
        }
        return offset;
    }

    private static boolean same(Answer got, int status, byte[] body) {
        return got.status() == status && Arrays.equals(got.body(), body);
    }

    private static String around(byte[] body, int offset) {
        int from = Math.max(0, Math.min(offset, body.length) - 20);
        int to = Math.min(body.length, from + 160);
        return '"' + new String(body, from, to - from, StandardCharsets.UTF_8).replace("\n", "\\n") + '"';
    }
}
