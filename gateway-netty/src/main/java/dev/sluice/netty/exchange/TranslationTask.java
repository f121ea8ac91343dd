package dev.sluice.netty.exchange;

import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.dialect.translate.Translation;
import dev.sluice.core.dialect.translate.Translation.Order;
import dev.sluice.core.dialect.translate.Translation.Rewritten;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Overrides;
import dev.sluice.core.routing.Target;
import dev.sluice.netty.loop.Causes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The translation of one request for one target. It touches nothing of the exchange but the body that it reads, and so
 * may run on any thread.
 */
record TranslationTask(Target target, Translation translation, Order order, BodyMemory memory) {

    /** One of the two is there. */
    record Outcome(@Nullable Rendition rendition, @Nullable Failure failure) {

        static Outcome of(Failure failure) {
            return new Outcome(null, failure);
        }
    }

    /** Runs it; the body of a rendition is the caller's. */
    Outcome run(List<ByteBuffer> body, int size, Overrides overrides) {
        RequestBody into = new RequestBody(memory, Integer.MAX_VALUE);
        BodyOutput out = new BodyOutput(into, size + size / 4);
        JsonSource source = () -> Json.FACTORY.createParser(new PartsInput(body));
        Translation answering = translation;
        Failure failure;
        List<String> lost = List.of();
        try (out) {
            Rewritten rewritten = translation.request(source, order, out);
            failure = rewritten.failure();
            lost = rewritten.lost();
            if (failure == null) {
                // The request is let go of before its answer is there.
                answering = translation.answering(source);
            }
        } catch (IOException full) {
            failure = ErrorRenderer.noBodyMemory();
        } catch (RuntimeException | StackOverflowError e) {
            // Whoever waits for it must hear of it, on whatever thread it is run.
            Causes.noteTranslation(e);
            failure = Failure.of(Code.INTERNAL, "The request could not be translated.");
        }
        if (failure != null || out.refused()) {
            into.release();
            return Outcome.of(failure == null || out.refused() ? ErrorRenderer.noBodyMemory() : failure);
        }
        Rendition.Translated translated = new Rendition.Translated(answering, order.delivery(), into, lost);
        var changes = target.provider().rules().overrides();
        return new Outcome(
                new Rendition(
                        target, changes.isEmpty() ? List.of() : overrides.splices(into.views(), changes), translated),
                null);
    }
}
