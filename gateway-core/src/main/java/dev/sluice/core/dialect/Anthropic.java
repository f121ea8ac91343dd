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

/** Anthropic's wire protocol: messages, and the count of their tokens. Stateless and thread-safe. */
public final class Anthropic implements Dialect {

    private static final List<Header> STANDING = List.of(new Header("anthropic-version", "2023-06-01"));

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public Protocol protocol() {
        return Protocol.ANTHROPIC;
    }

    @Override
    public List<Endpoint> conversations() {
        return List.of(Endpoint.MESSAGES);
    }

    @Override
    public List<Header> standing() {
        return STANDING;
    }

    @Override
    public Header credential(Secret key) {
        return new Header("x-api-key", key.value());
    }

    @Override
    public List<Splice> edits(RequestPeek peek, Endpoint endpoint, String upstreamModel) {
        return ModelEdit.isDue(peek, upstreamModel) ? List.of(ModelEdit.of(peek, upstreamModel)) : List.of();
    }

    /** Its streams always tell their usage. */
    @Override
    public boolean hidesUsage(RequestPeek peek, Endpoint endpoint) {
        return false;
    }

    @Override
    public AnswerReader answerReader(Endpoint endpoint) {
        return endpoint == Endpoint.COUNT_TOKENS
                ? AnswerReader.NOTHING
                : UsageScan.ofObject("usage", AnthropicUsage::read);
    }

    @Override
    public StreamReader streamReader(Endpoint endpoint) {
        return new AnthropicStreamReader();
    }

    @Override
    public UpstreamError readError(byte[] bytes, int from, int to) {
        return ErrorReader.read(bytes, from, to);
    }

    @Override
    public byte[] errorBody(Failure failure, String requestId) {
        return AnthropicObjects.error(failure, requestId);
    }

    @Override
    public byte[] errorBody(UpstreamError error, int status, String requestId) {
        return AnthropicObjects.error(error, status, requestId);
    }

    @Override
    public byte[] errorEvent(byte[] errorBody, Endpoint endpoint) {
        return Json.event("event: error\n", errorBody);
    }

    @Override
    public Probe probe(String model) {
        return new Probe("/v1/messages", OpenAiObjects.greeting(model));
    }

    @Override
    public byte[] modelList(List<String> models) {
        return AnthropicObjects.modelList(models);
    }

    @Override
    public byte[] completedModelList(byte[] list, SortedSet<String> names) {
        return AnthropicObjects.completedModelList(list, names);
    }

    @Override
    public byte[] model(String model) {
        return AnthropicObjects.model(model);
    }
}
