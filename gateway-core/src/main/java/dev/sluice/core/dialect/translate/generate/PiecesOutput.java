package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes each thing at once, as a piece of its own. The last piece, which tells the reason and the usage, has an empty
 * part, as Gemini's own: SDKs keep a chat only where each piece has content. Single-threaded.
 */
final class PiecesOutput implements AnswerWriting.Output {

    /** A part that says nothing. */
    static final Json.Content EMPTY = out -> AnswerParts.text(out, "");

    private final Pieces pieces;
    private SerializedString model = new SerializedString("");
    private SerializedString id = new SerializedString("");
    private boolean spoke;

    PiecesOutput(Pieces pieces) {
        this.pieces = pieces;
    }

    @Override
    public void started(String answerId, String answerModel) {
        id = new SerializedString(answerId);
        model = new SerializedString(answerModel);
    }

    @Override
    public void text(String delta) {
        part(out -> AnswerParts.text(out, delta));
    }

    @Override
    public void thought(String delta, @Nullable String sealed) {
        part(out -> AnswerParts.thought(out, delta, sealed));
    }

    @Override
    public void call(OpenCall call, String args) {
        part(out -> AnswerParts.call(out, call, args));
    }

    @Override
    public void ended(@Nullable String reason, Usage usage) {
        if (reason != null) {
            boolean silent = !spoke && !reason.equals("STOP");
            piece(silent ? null : EMPTY, reason, usage);
        }
        pieces.end();
    }

    private void part(Json.Content part) {
        spoke = true;
        piece(part, null, Usage.NONE);
    }

    private void piece(Json.@Nullable Content part, @Nullable String reason, Usage usage) {
        pieces.piece(out -> {
            out.writeArrayFieldStart("candidates");
            out.writeStartObject();
            if (part != null) {
                content(out, part);
            }
            if (reason != null) {
                out.writeStringField("finishReason", reason);
            }
            out.writeNumberField("index", 0);
            out.writeEndObject();
            out.writeEndArray();
            UsageMetadata.write(out, usage);
            out.writeFieldName("modelVersion");
            out.writeString(model);
            out.writeFieldName("responseId");
            out.writeString(id);
        });
    }

    /** Writes what a candidate says. */
    static void content(JsonGenerator out, Json.Content part) throws IOException {
        out.writeObjectFieldStart("content");
        out.writeArrayFieldStart("parts");
        part.writeTo(out);
        out.writeEndArray();
        out.writeStringField("role", "model");
        out.writeEndObject();
    }
}
