package dev.sluice.metrics.admin;

import dev.sluice.core.time.Ticker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Answers of the last second, so that several who scrape at once cost one scrape. Bounded: what does not fit is not
 * kept. Thread-safe.
 */
final class ScrapeCache {

    static final int ANSWERS = 16;

    private static final long LIFE = TimeUnit.SECONDS.toNanos(1);

    private final Ticker ticker;
    private final Map<Question, Kept> answers = new HashMap<>();

    ScrapeCache(Ticker ticker) {
        this.ticker = ticker;
    }

    /** What an answer depends on: which vocabularies, and the headers that choose format and compression. */
    record Question(List<String> vocabularies, List<String> accept, List<String> encodings) {

        Question {
            vocabularies = List.copyOf(vocabularies);
            accept = List.copyOf(accept);
            encodings = List.copyOf(encodings);
        }

        static Question of(AdminRequest request, List<String> vocabularies) {
            return new Question(vocabularies, request.headers("Accept"), request.headers("Accept-Encoding"));
        }
    }

    private record Kept(Answer answer, long at) {

        Kept newer(Kept other) {
            return other.at - at >= 0 ? other : this;
        }
    }

    synchronized Optional<Answer> find(Question question) {
        Kept kept = answers.get(question);
        return kept == null || isOld(kept) ? Optional.empty() : Optional.of(kept.answer());
    }

    /**
     * Keeps an answer, unless there is one whose values are newer: of two that were made at once the older one may be
     * ready last, and counters must not fall for whoever was given the other.
     *
     * @param at when the answer's values were read
     */
    synchronized void keep(Question question, Answer answer, long at) {
        answers.values().removeIf(this::isOld);
        if (answers.size() < ANSWERS) {
            answers.merge(question, new Kept(answer, at), Kept::newer);
        }
    }

    private boolean isOld(Kept kept) {
        return ticker.nanoTime() - kept.at() >= LIFE;
    }
}
