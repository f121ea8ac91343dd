package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;

/** Writes requests for a count: the request for content whole, which then must name its model. Stateless. */
final class CountingWriter implements RequestWriter {

    @Override
    public boolean write(JsonGenerator out, Draft draft, TurnSource turns) throws IOException, UncarriedException {
        out.writeStartObject();
        out.writeObjectFieldStart(CountingReader.REQUEST);
        out.writeStringField("model", "models/" + draft.model());
        boolean saysSomething = GenerateWriter.members(out, draft, turns);
        out.writeEndObject();
        out.writeEndObject();
        return saysSomething;
    }
}
