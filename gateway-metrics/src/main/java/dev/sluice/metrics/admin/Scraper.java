package dev.sluice.metrics.admin;

import dev.sluice.core.time.Ticker;
import dev.sluice.metrics.instrument.ScrapeLog;
import dev.sluice.metrics.vocabulary.Exposition;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import java.util.List;

/** Answers scrapes: checks which vocabularies are asked for, and leaves formats and compression to the library. */
final class Scraper {

    private final Exposition exposition;
    private final PrometheusScrapeHandler writer;
    private final Ticker ticker;

    Scraper(Exposition exposition, Ticker ticker) {
        this.exposition = exposition;
        this.writer = new PrometheusScrapeHandler(exposition.registry());
        this.ticker = ticker;
    }

    /** All enabled vocabularies, or those of the query. */
    Answer scrapeAny(Call call) throws Exception {
        AdminRequest request = call.request();
        List<String> asked;
        try {
            asked = request.parameters(Exposition.PARAMETER);
        } catch (IllegalArgumentException e) {
            return Answer.error(400, "invalid_query", "the query has a broken percent sign");
        }
        return asked.isEmpty() ? scrape(request, "all", exposition.enabled()) : scrape(request, label(asked), asked);
    }

    /** The vocabulary of the path. */
    Answer scrapeOne(Call call) throws Exception {
        return scrape(call.request(), call.path("vocabulary"));
    }

    Answer scrape(AdminRequest request, String vocabulary) throws Exception {
        return scrape(request, vocabulary, List.of(vocabulary));
    }

    private static String label(List<String> vocabularies) {
        return vocabularies.size() == 1 ? vocabularies.get(0) : "several";
    }

    private Answer scrape(AdminRequest request, String label, List<String> vocabularies) throws Exception {
        List<String> enabled = exposition.enabled();
        if (!enabled.containsAll(vocabularies)) {
            return Answer.error(400, "unknown_vocabulary", "the vocabularies here are " + String.join(", ", enabled));
        }
        long start = ticker.nanoTime();
        ScrapeExchange exchange = new ScrapeExchange(request, vocabularies);
        writer.handleRequest(exchange);
        Answer answer = exchange.answer();
        ScrapeLog.Size size = new ScrapeLog.Size(answer.body().length, exchange.samples());
        exposition.metrics().scrapes().scraped(label, ticker.nanoTime() - start, size);
        return answer;
    }
}
