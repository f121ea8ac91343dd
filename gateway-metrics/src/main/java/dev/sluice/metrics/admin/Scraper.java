package dev.sluice.metrics.admin;

import dev.sluice.core.time.Ticker;
import dev.sluice.metrics.instrument.ScrapeLog;
import dev.sluice.metrics.vocabulary.Exposition;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers scrapes: checks which vocabularies are asked for, and has them written. The same question gets the same
 * answer for a second. Thread-safe.
 */
final class Scraper {

    private final Exposition exposition;
    private final ScrapeWriter writer;
    private final ScrapeCache cache;
    private final Ticker ticker;

    Scraper(Exposition exposition, Ticker ticker) {
        this.cache = new ScrapeCache(ticker);
        this.exposition = exposition;
        this.writer = new ScrapeWriter(exposition);
        this.ticker = ticker;
    }

    /** All enabled vocabularies, or those of the query. */
    Answer scrapeAny(Call call) throws IOException {
        return scrape(call.request(), null);
    }

    /** The vocabulary of the path. */
    Answer scrapeOne(Call call) throws IOException {
        return scrape(call.request(), call.path("vocabulary"));
    }

    /** @param vocabulary null: all enabled ones, or those of the query */
    Answer scrape(AdminRequest request, @Nullable String vocabulary) throws IOException {
        List<String> asked;
        boolean filtered;
        try {
            asked = vocabulary == null ? request.parameters(Exposition.PARAMETER) : List.of(vocabulary);
            filtered = !request.parameters(ScrapeQuestion.NAME_FILTER).isEmpty();
        } catch (IllegalArgumentException e) {
            return Answer.error(400, "invalid_query", "the query has a broken percent sign");
        }
        List<String> enabled = exposition.enabled();
        if (!enabled.containsAll(asked)) {
            return Answer.error(400, "unknown_vocabulary", "the vocabularies here are " + String.join(", ", enabled));
        }
        // In one order and once each: what is the same scrape is answered with the same answer.
        List<String> shown = asked.isEmpty()
                ? enabled
                : enabled.stream().filter(asked::contains).toList();
        String label = asked.isEmpty() ? "all" : shown.size() == 1 ? shown.get(0) : "several";
        // The filter by name takes any value whatever: what it chooses is not kept.
        return filtered ? collect(request, label, shown) : fromCache(request, label, shown);
    }

    private Answer fromCache(AdminRequest request, String label, List<String> vocabularies) throws IOException {
        ScrapeCache.Question question = ScrapeCache.Question.of(request, vocabularies);
        // Who asks for a fresh answer, to compare what was with what is, gets one.
        boolean fresh = request.headers("Cache-Control").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("no-cache"));
        Optional<Answer> known = fresh ? Optional.empty() : cache.find(question);
        if (known.isPresent()) {
            return known.get();
        }
        long start = ticker.nanoTime();
        Answer answer = collect(request, label, vocabularies);
        if (answer.status() == 200) {
            cache.keep(question, answer, start);
        }
        return answer;
    }

    private Answer collect(AdminRequest request, String label, List<String> vocabularies) throws IOException {
        long start = ticker.nanoTime();
        ScrapeWriter.Written written = writer.answer(new ScrapeQuestion(request, vocabularies));
        Answer answer = written.answer();
        ScrapeLog.Size size = new ScrapeLog.Size(answer.body().length, written.samples());
        exposition.metrics().scrapes().scraped(label, ticker.nanoTime() - start, size);
        return answer;
    }
}
