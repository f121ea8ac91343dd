package dev.sluice.core.dialect.translate;

import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves an endpoint by another one, in another dialect. Stateless and thread-safe. */
public interface Translation {

    /** The provider's endpoint, which says how its answers are read. */
    Endpoint served(Delivery delivery);

    /** The path and query of a request at the provider. */
    String target(String model, Delivery delivery);

    /** Writes the provider's request. What went into {@code out} counts only where there is no failure. */
    Rewritten request(JsonSource request, Order order, OutputStream out);

    /**
     * What translates the answer to a request: this, but where its form depends on what the request says.
     *
     * @param request one that was written without a failure
     */
    default Translation answering(JsonSource request) throws IOException {
        return this;
    }

    /**
     * How a request is to be written.
     *
     * @param model the provider's name of the model
     */
    record Order(String model, Delivery delivery, Losses.Mode mode) {}

    /**
     * What came of a request.
     *
     * @param failure why it cannot be written; null where it is
     * @param lost the fields that were left out
     */
    record Rewritten(@Nullable Failure failure, List<String> lost) {}

    /**
     * Writes the client's answer for a whole one of the provider's.
     *
     * @return whether the client is told why it ended: false where the provider has a reason that is not known, or that
     *     the client's format has no word for
     * @throws IOException where the provider's is malformed
     */
    boolean answer(Asked asked, JsonParser answer, OutputStream out) throws IOException;

    /** Begins a stream: what it is fed is written, in the client's words, into {@code out}. */
    TranslatedStream stream(Asked asked, OutputStream out);
}
