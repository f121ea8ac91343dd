package dev.sluice.loads.ledger;

import dev.sluice.loads.http.Request;
import java.util.Map;

/**
 * One request of the proof.
 *
 * @param id under which it is in the gateway's log and in the provider's ledger
 * @param model what the client asks for
 * @param request without the client's key
 * @param leaving when the client goes
 */
record Ask(String id, String model, Request request, Leaving leaving) {

    /** A client that goes after so many bytes of an answer's body, or where nothing comes for so long. */
    record Leaving(long bytes, int millis) {

        /** It stays to the end. */
        static final Leaving NEVER = new Leaving(Long.MAX_VALUE, 0);
    }

    /** The same with what the provider is told besides, from a client that leaves. */
    Ask leaving(Map<String, String> script, Leaving when) {
        return new Ask(id, model, request.with(script), when);
    }

    boolean leaves() {
        return !leaving.equals(Leaving.NEVER);
    }

    /** Whether the provider is heard to its end, though the client leaves. */
    boolean isDrained() {
        return model.startsWith(Mix.DRAINED);
    }
}
