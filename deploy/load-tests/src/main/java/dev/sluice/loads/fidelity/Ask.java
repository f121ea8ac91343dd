package dev.sluice.loads.fidelity;

import dev.sluice.loads.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * One request of the proof, with all that is needed to know its right answer.
 *
 * @param request as it goes to the gateway, but for the client's key and the fault
 * @param reference the same for the provider itself: with the usage that the gateway would ask for
 * @param fault what is to go wrong; null: nothing
 */
record Ask(
        int number,
        Kind kind,
        Request request,
        Request reference,
        @Nullable Fault fault) {

    /** The kinds of requests. */
    enum Kind {
        UNARY("/v1/chat/completions"),
        /** A stream whose client asks for the usage. */
        METERED_STREAM("/v1/chat/completions"),
        /** A stream whose client does not: the gateway asks for it and hides it. */
        STREAM("/v1/chat/completions"),
        EMBEDDING("/v1/embeddings");

        private final String path;

        Kind(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }

        boolean streams() {
            return this == METERED_STREAM || this == STREAM;
        }
    }

    /** The request with its fault. */
    Request faulted(Request asked) {
        return fault == null ? asked : asked.with(fault.headers());
    }

    @Override
    public String toString() {
        return "request " + number + " (" + kind + ", " + request.body().length + " bytes"
                + (fault == null ? "" : ", fault " + fault.kind() + " " + fault.headers()) + ")";
    }
}
