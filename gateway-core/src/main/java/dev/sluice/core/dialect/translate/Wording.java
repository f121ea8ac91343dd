package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.Delivery;
import dev.sluice.core.request.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * How a request is said to a provider: as it came, or translated. Immutable.
 *
 * @param translation null: as it came
 */
public record Wording(@Nullable Translation translation) {

    /** The provider is sent what the client sent. */
    public static final Wording AS_IT_CAME = new Wording(null);

    /** The endpoint whose answers the provider gives. */
    public Endpoint served(Endpoint called, Delivery delivery) {
        return translation == null ? called : translation.served(delivery);
    }
}
