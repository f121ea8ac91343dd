package dev.sluice.core.dialect.translate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.RequestReader;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.dialect.translate.Translation.Order;
import dev.sluice.core.dialect.translate.Translation.Rewritten;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Writes the requests of one format in another. Immutable, thread-safe.
 *
 * @param from the client's format, as it knows it
 * @param to the provider's
 */
record Rewriting(String from, RequestReader reader, String to, RequestWriter writer, Extras.Rules rules) {

    Rewritten write(JsonSource request, Order order, OutputStream out) {
        Losses losses = new Losses(order.mode(), to, reader::name);
        Extras extras = new Extras(rules, losses);
        return attempt(from, losses, () -> {
            try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
                ChatOptions options = reader.options(request, extras, losses);
                boolean saysSomething = writer.write(
                        json,
                        new RequestWriter.Draft(order.model(), order.delivery(), options, extras, losses),
                        turns -> reader.turns(request, turns, losses));
                if (!saysSomething) {
                    throw losses.nothingSaid();
                }
            }
        });
    }

    /** Writes a request, and tells what came of it. */
    static Rewritten attempt(String from, Losses losses, Attempt attempt) {
        try {
            attempt.write();
        } catch (UncarriedException uncarried) {
            return new Rewritten(uncarried.failure(), List.of());
        } catch (IOException malformed) {
            return new Rewritten(
                    Failure.of(Code.INVALID_JSON, "The request body could not be read as " + from + "."), List.of());
        }
        return new Rewritten(null, List.copyOf(losses.fields()));
    }

    /** Writes one request. */
    @FunctionalInterface
    interface Attempt {
        void write() throws IOException, UncarriedException;
    }
}
