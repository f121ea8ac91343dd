package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.chat.Truncation;
import dev.sluice.core.dialect.EventProbe;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.BitSet;
import java.util.List;

/**
 * Ends a stream of pieces with one that has a reason for each candidate, and the usage. That a candidate has had a
 * reason says nothing where more of it came, as some models give one with each piece. Read are the first piece, and
 * those of other candidates than the first. Single-threaded.
 */
final class PieceTruncation implements Truncation {

    private static final EventProbe PROBE = EventProbe.of(List.of("index"), List.of("0"));
    private static final int MOST_CANDIDATES = 64;
    private static final int LONGEST = 1000;

    private final Asked asked;
    private final BitSet candidates = new BitSet();
    private String id = "";
    private String model = "";
    private int index;

    PieceTruncation(Asked asked) {
        this.asked = asked;
    }

    @Override
    public void event(byte[] bytes, int from, int to) {
        if (candidates.isEmpty() || PROBE.finds(bytes, from, to)) {
            Json.readsObject(bytes, from, to, this::member);
        }
    }

    private void member(String name, JsonParser in) throws IOException {
        switch (name) {
            case "candidates" -> Json.array(in, this::candidate);
            case "modelVersion" -> model = Json.text(in, LONGEST);
            case "responseId" -> id = Json.text(in, LONGEST);
            default -> in.skipChildren();
        }
    }

    private void candidate(JsonParser in) throws IOException {
        index = 0;
        Json.object(in, (name, value) -> {
            if (name.equals("index")) {
                index = (int) Math.min(Math.max(Json.count(value), 0), MOST_CANDIDATES);
            } else {
                value.skipChildren();
            }
        });
        candidates.set(index);
    }

    @Override
    public boolean end(Usage used, OutputStream out) {
        if (candidates.isEmpty()) {
            return false;
        }
        Pieces pieces = new Pieces(Asked.Framing.EVENTS, out);
        pieces.piece(json -> {
            json.writeArrayFieldStart("candidates");
            for (int each = candidates.nextSetBit(0); each >= 0; each = candidates.nextSetBit(each + 1)) {
                end(json, each);
            }
            json.writeEndArray();
            UsageMetadata.write(json, used);
            json.writeStringField("modelVersion", model.isEmpty() ? asked.model() : model);
            json.writeStringField("responseId", id.isEmpty() ? asked.id() : id);
        });
        return true;
    }

    private static void end(JsonGenerator json, int candidate) throws IOException {
        json.writeStartObject();
        PiecesOutput.content(json, PiecesOutput.EMPTY);
        json.writeStringField("finishReason", Reasons.of(Finish.LENGTH));
        json.writeNumberField("index", candidate);
        json.writeEndObject();
    }
}
