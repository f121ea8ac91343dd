package dev.sluice.metrics.vocabulary;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.LoopListener.Side;
import dev.sluice.core.request.Endpoint;
import dev.sluice.metrics.instrument.Exchanges;
import dev.sluice.metrics.instrument.FixedState;
import dev.sluice.metrics.instrument.Metrics;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A gateway's metrics with a little of every traffic in them, for tests. */
public final class Site implements AutoCloseable {

    /** Requests to model endpoints. */
    static final int OPERATIONS = 5;

    public final Identities identities = Identities.bounded(20);
    public final FixedState state = new FixedState();
    public final Metrics metrics = new Metrics(identities, 2);
    public final Exposition exposition = new Exposition(metrics, Vocabularies.names());

    public Site() {
        metrics.watch(state);
        int provider = identities.providers().number("openai");
        int model = identities.models().number("gpt-4o");
        LoopListener loop = metrics.onLoop(0);
        loop.acquired(provider, 100_000);
        loop.chunkRead(provider, 20_000_000);
        loop.resumed(Side.UPSTREAM, 3_000_000);
        loop.probed(200_000, 0.1);
        loop.attemptEnded(new AttemptRecord(provider, model, 200, 1_200_000_000L, null));
        loop.attemptEnded(new AttemptRecord(provider, model, 500, 2_000_000, Code.UPSTREAM_ERROR));
        loop.requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, provider, model));
        loop.requestEnded(Exchanges.stream(provider, model, null));
        metrics.onLoop(1).requestEnded(Exchanges.stream(provider, model, Code.UPSTREAM_CUT));
        metrics.onLoop(1).requestEnded(Exchanges.unary(Endpoint.EMBEDDINGS, provider, model));
        metrics.onLoop(1).requestEnded(Exchanges.refused(Endpoint.CHAT_COMPLETIONS, Code.INVALID_API_KEY));
        metrics.onLoop(1).requestEnded(Exchanges.refused(Endpoint.UNKNOWN, Code.NOT_FOUND));
    }

    String text(List<String> vocabularies) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create()
                    .write(text, exposition.collect(vocabularies), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    Scrape scrape(String... vocabularies) {
        return Scrape.parse(text(List.of(vocabularies)));
    }

    @Override
    public void close() {
        metrics.close();
    }
}
