package dev.sluice.core.dialect;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Member;
import dev.sluice.core.request.Protocol;
import dev.sluice.core.request.RequestPeek;
import dev.sluice.core.request.Splice;
import dev.sluice.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's wire protocol: chat completions, completions, responses, embeddings and the other model endpoints under
 * {@code /v1}; or where Azure has them, with its {@code api-key}. Immutable and thread-safe.
 */
public final class OpenAi implements Dialect {

    private static final byte[] STREAM_OPTIONS = ascii(",\"stream_options\":{\"include_usage\":true}");
    private static final byte[] OPTIONS = ascii("{\"include_usage\":true}");
    private static final byte[] ONLY_OPTION = ascii("\"include_usage\":true");
    private static final byte[] FIRST_OPTION = ascii("\"include_usage\":true,");
    private static final byte[] TRUE = ascii("true");

    private static final List<Endpoint> CONVERSATIONS = List.of(Endpoint.CHAT_COMPLETIONS, Endpoint.RESPONSES);

    private final @Nullable AzureSite azure;
    private final List<Endpoint> conversations;

    public OpenAi() {
        this(null, CONVERSATIONS);
    }

    /**
     * As one provider speaks it.
     *
     * @param azure where and how Azure serves it; null: it is not Azure that does
     * @param conversations which of the two endpoints for conversations it serves, the preferred one first
     */
    public OpenAi(@Nullable AzureSite azure, List<Endpoint> conversations) {
        this.azure = azure;
        this.conversations = List.copyOf(conversations);
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Protocol protocol() {
        return Protocol.OPENAI;
    }

    @Override
    public List<Endpoint> conversations() {
        return conversations;
    }

    @Override
    public boolean serves(Endpoint endpoint) {
        return Dialect.super.serves(endpoint)
                && (!CONVERSATIONS.contains(endpoint) || conversations.contains(endpoint));
    }

    @Override
    public Header credential(Secret key) {
        return azure == null
                ? new Header("authorization", "Bearer " + key.value())
                : new Header("api-key", key.value());
    }

    @Override
    public String root(Endpoint endpoint, String model) {
        return azure == null ? ROOT : azure.root(endpoint, model);
    }

    @Override
    public String parameter() {
        return azure == null ? "" : azure.parameter();
    }

    @Override
    public List<Splice> edits(RequestPeek peek, Endpoint endpoint, String upstreamModel) {
        boolean renames = ModelEdit.isDue(peek, upstreamModel);
        if (!hidesUsage(peek, endpoint)) {
            return renames ? List.of(ModelEdit.of(peek, upstreamModel)) : List.of();
        }
        List<Splice> splices = new ArrayList<>(2);
        Splice usage = askForUsage(peek);
        splices.add(usage);
        if (renames) {
            Splice model = ModelEdit.of(peek, upstreamModel);
            splices.add(model.at() < usage.at() ? 0 : 1, model);
        }
        return splices;
    }

    @Override
    public boolean hidesUsage(RequestPeek peek, Endpoint endpoint) {
        boolean reportsOnRequest = endpoint == Endpoint.CHAT_COMPLETIONS || endpoint == Endpoint.COMPLETIONS;
        return reportsOnRequest && peek.stream() && !peek.includesUsage();
    }

    @Override
    public AnswerReader answerReader(Endpoint endpoint) {
        return endpoint == Endpoint.IMAGE_GENERATIONS || endpoint == Endpoint.IMAGE_EDITS
                ? UsageScan.ofImages("usage", "data", OpenAiUsage::read)
                : UsageScan.ofObject("usage", OpenAiUsage::read);
    }

    @Override
    public StreamReader streamReader(Endpoint endpoint) {
        return new OpenAiStreamReader(endpoint);
    }

    @Override
    public UpstreamError readError(byte[] bytes, int from, int to) {
        return ErrorReader.read(bytes, from, to);
    }

    @Override
    public byte[] errorBody(Failure failure, String requestId) {
        return OpenAiObjects.error(failure, requestId);
    }

    @Override
    public byte[] errorBody(UpstreamError error, int status, String requestId) {
        return OpenAiObjects.error(error, status, requestId);
    }

    @Override
    public byte[] errorEvent(byte[] errorBody, Endpoint endpoint) {
        return endpoint == Endpoint.RESPONSES || endpoint == Endpoint.RESPONSE
                ? Json.event("event: error\n", OpenAiObjects.typed(errorBody))
                : Json.event("", errorBody);
    }

    @Override
    public Probe probe(String model) {
        String query = parameter().isEmpty() ? "" : "?" + parameter();
        return new Probe(
                root(Endpoint.CHAT_COMPLETIONS, model) + "/chat/completions" + query, OpenAiObjects.greeting(model));
    }

    @Override
    public Probe embedding(String model, String text, int dimensions) {
        String query = parameter().isEmpty() ? "" : "?" + parameter();
        return new Probe(
                root(Endpoint.EMBEDDINGS, model) + "/embeddings" + query,
                OpenAiObjects.embedding(model, text, dimensions));
    }

    @Override
    public byte[] modelList(List<String> models) {
        return OpenAiObjects.modelList(models);
    }

    @Override
    public byte[] completedModelList(byte[] list, SortedSet<String> names) {
        return OpenAiObjects.completedModelList(list, names);
    }

    @Override
    public byte[] model(String model) {
        return OpenAiObjects.model(model);
    }

    /**
     * Writes the wish into what the client sent; where there are no options, behind the {@code stream} that is there.
     */
    private static Splice askForUsage(RequestPeek peek) {
        if (!peek.has(Member.STREAM_OPTIONS)) {
            return new Splice(peek.end(Member.STREAM), 0, STREAM_OPTIONS);
        }
        if (!peek.hasStreamOptions()) {
            return replace(peek, Member.STREAM_OPTIONS, OPTIONS);
        }
        if (peek.has(Member.INCLUDE_USAGE)) {
            return replace(peek, Member.INCLUDE_USAGE, TRUE);
        }
        int behindBrace = peek.start(Member.STREAM_OPTIONS) + 1;
        return new Splice(behindBrace, 0, peek.hasEmptyStreamOptions() ? ONLY_OPTION : FIRST_OPTION);
    }

    private static Splice replace(RequestPeek peek, Member member, byte[] value) {
        return new Splice(peek.start(member), peek.end(member) - peek.start(member), value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
