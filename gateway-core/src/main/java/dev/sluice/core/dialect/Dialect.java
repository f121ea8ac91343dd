package dev.sluice.core.dialect;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.request.Splice;
import dev.sluice.core.secret.Secret;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** A wire protocol of LLM APIs. Implementations are stateless and thread-safe; readers are made per answer. */
public interface Dialect {

    /** With what most paths begin. */
    String ROOT = "/v1";

    /** The name in the configuration, such as {@code openai}. */
    String name();

    /** The wire protocol that it is. */
    Protocol protocol();

    /** Where a provider holds conversations; what is translated goes to the first of them that it can be said at. */
    default List<Endpoint> conversations() {
        return List.of();
    }

    /** Whether a provider serves this endpoint. */
    default boolean serves(Endpoint endpoint) {
        return endpoint.isModel() && endpoint.protocol() == protocol();
    }

    /** Header lines that a provider must have, and that are sent where the client does not send its own. */
    default List<Header> standing() {
        return List.of();
    }

    /** Whether a stream is asked for. */
    default boolean streams(RequestPeek peek, Endpoint endpoint) {
        return peek.stream();
    }

    /** The header that authenticates the gateway towards a provider: lower-case name and value. */
    Header credential(Secret key);

    /**
     * What stands, at the provider, in the place of the {@code /v1} with which an endpoint's path begins here.
     *
     * @param model the provider's own name of the model; empty where the request names none
     */
    default String root(Endpoint endpoint, String model) {
        return ROOT;
    }

    /** A parameter that every query has, as {@code name=value}, whatever the client says of it; empty: none. */
    default String parameter() {
        return "";
    }

    /** A header line: lower-case name, value as it is sent. */
    record Header(String name, String value) {}

    /**
     * The edits that turn a client's JSON body into the one for a target: the model's name where it differs, and the
     * usage of a stream where the client did not ask for it.
     */
    List<Splice> edits(RequestPeek peek, Endpoint endpoint, String upstreamModel);

    /**
     * Whether the usage chunk of this stream was asked for by the gateway alone, and must be hidden from the client.
     */
    boolean hidesUsage(RequestPeek peek, Endpoint endpoint);

    AnswerReader answerReader(Endpoint endpoint);

    StreamReader streamReader(Endpoint endpoint);

    /** Reads a provider's error: a JSON body, or the data of an error event. Never fails. */
    UpstreamError readError(byte[] bytes, int from, int to);

    /** A failure as this dialect's JSON error body. */
    byte[] errorBody(Failure failure, String requestId);

    /**
     * A provider's error, which may have come in another dialect, as this one's JSON error body.
     *
     * @param status what the answer is sent with
     */
    byte[] errorBody(UpstreamError error, int status, String requestId);

    /** An error body as a whole SSE event in a stream of this endpoint, its blank line included. */
    byte[] errorEvent(byte[] errorBody, Endpoint endpoint);

    /** The smallest request that shows whether a key is good: a POST of JSON. */
    Probe probe(String model);

    /**
     * The request that has a vector made of a text: a POST of JSON; null where the dialect has none.
     *
     * @param dimensions how many numbers it is to have; 0: as many as the model gives
     */
    default @Nullable Probe embedding(String model, String text, int dimensions) {
        return null;
    }

    /** A request that is made to see what comes of it. */
    record Probe(String path, byte[] body) {}

    /** The body of {@code GET /v1/models}: the names that clients may ask for, in order. */
    byte[] modelList(List<String> models);

    /**
     * A provider's own list of models, with those names added that it does not have. What is no such list comes back as
     * it is.
     */
    byte[] completedModelList(byte[] list, SortedSet<String> names);

    /** The body of {@code GET /v1/models/{model}}. */
    byte[] model(String model);
}
