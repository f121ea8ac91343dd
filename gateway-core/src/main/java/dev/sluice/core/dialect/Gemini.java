package dev.sluice.core.dialect;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.request.Splice;
import dev.sluice.core.secret.Secret;
import java.util.List;
import java.util.SortedSet;

/**
 * Gemini's wire protocol: generateContent and its kin. The path tells the model and whether a stream is asked for.
 * Stateless and thread-safe.
 */
public final class Gemini implements Dialect {

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public Protocol protocol() {
        return Protocol.GEMINI;
    }

    @Override
    public List<Endpoint> conversations() {
        return List.of(Endpoint.GENERATE_CONTENT);
    }

    @Override
    public boolean streams(RequestPeek peek, Endpoint endpoint) {
        return endpoint == Endpoint.STREAM_GENERATE_CONTENT;
    }

    @Override
    public Header credential(Secret key) {
        return new Header("x-goog-api-key", key.value());
    }

    /** The model stands in the path; where the body of an embedding names it, too, it must be the same one. */
    @Override
    public List<Splice> edits(RequestPeek peek, Endpoint endpoint, String upstreamModel) {
        String named = peek.model();
        if (named == null || endpoint != Endpoint.EMBED_CONTENT) {
            return List.of();
        }
        String wanted = named.startsWith(GeminiObjects.PREFIX) ? GeminiObjects.PREFIX + upstreamModel : upstreamModel;
        return ModelEdit.isDue(peek, wanted) ? List.of(ModelEdit.of(peek, wanted)) : List.of();
    }

    /** Its streams always tell their usage. */
    @Override
    public boolean hidesUsage(RequestPeek peek, Endpoint endpoint) {
        return false;
    }

    /** A stream that is not asked for as events is an array of answers, each with the usage up to there. */
    @Override
    public AnswerReader answerReader(Endpoint endpoint) {
        return endpoint == Endpoint.GEMINI_COUNT_TOKENS
                ? AnswerReader.NOTHING
                : UsageScan.ofObjects("usageMetadata", GeminiUsage::read);
    }

    @Override
    public StreamReader streamReader(Endpoint endpoint) {
        return new GeminiStreamReader();
    }

    @Override
    public UpstreamError readError(byte[] bytes, int from, int to) {
        return ErrorReader.read(bytes, from, to);
    }

    @Override
    public byte[] errorBody(Failure failure, String requestId) {
        return GeminiObjects.error(failure, requestId);
    }

    @Override
    public byte[] errorBody(UpstreamError error, int status, String requestId) {
        return GeminiObjects.error(error, status, requestId);
    }

    @Override
    public byte[] errorEvent(byte[] errorBody, Endpoint endpoint) {
        return Json.event("", errorBody);
    }

    @Override
    public Probe probe(String model) {
        return new Probe("/v1beta/models/" + PathSegment.of(model) + ":generateContent", GeminiObjects.greeting());
    }

    @Override
    public Probe embedding(String model, String text, int dimensions) {
        return new Probe(
                "/v1beta/models/" + PathSegment.of(model) + ":embedContent", GeminiObjects.embedding(text, dimensions));
    }

    @Override
    public byte[] modelList(List<String> models) {
        return GeminiObjects.modelList(models);
    }

    @Override
    public byte[] completedModelList(byte[] list, SortedSet<String> names) {
        return GeminiObjects.completedModelList(list, names);
    }

    @Override
    public byte[] model(String model) {
        return GeminiObjects.model(model);
    }
}
