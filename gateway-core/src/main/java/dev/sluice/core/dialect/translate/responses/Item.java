package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An item of an answer's output, as it is written. Immutable. */
sealed interface Item {

    String id();

    /** Writes it as one object. */
    void write(JsonGenerator out) throws IOException;

    /** How far an item has come. */
    enum State {
        IN_PROGRESS("in_progress"),
        COMPLETED("completed"),
        /** Broken off with the answer. */
        INCOMPLETE("incomplete");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }

    /**
     * What the model thought.
     *
     * @param summary null where only the provider can read it; empty where what is sealed vouches for no words
     */
    record Reasoning(
            String id, @Nullable String summary, @Nullable String sealed) implements Item {

        /**
         * What ids begin with when what is sealed belongs to the call that follows, because a call has no place for it
         * here.
         */
        static final String OF_A_CALL = "rs_call_";

        @Override
        public void write(JsonGenerator out) throws IOException {
            begin(out, id, "reasoning");
            out.writeArrayFieldStart("summary");
            if (summary != null) {
                out.writeStartObject();
                out.writeStringField("type", "summary_text");
                out.writeStringField("text", summary);
                out.writeEndObject();
            }
            out.writeEndArray();
            if (sealed != null) {
                out.writeStringField("encrypted_content", sealed);
            }
            out.writeEndObject();
        }
    }

    /** What the model said. */
    record Message(String id, State state, List<Content> content) implements Item {

        public Message {
            content = List.copyOf(content);
        }

        @Override
        public void write(JsonGenerator out) throws IOException {
            begin(out, id, "message");
            out.writeStringField("status", state.word);
            out.writeStringField("role", "assistant");
            out.writeArrayFieldStart("content");
            for (Content each : content) {
                out.writeStartObject();
                each.channel().writePart(out, each.text());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    /** @param channel whether it is text or a refusal */
    record Content(Channel channel, String text) {}

    /** A function that the model calls. */
    record Call(String id, State state, String callId, String name, String arguments) implements Item {

        @Override
        public void write(JsonGenerator out) throws IOException {
            begin(out, id, "function_call");
            out.writeStringField("status", state.word);
            out.writeStringField("arguments", arguments);
            out.writeStringField("call_id", callId);
            out.writeStringField("name", name);
            out.writeEndObject();
        }
    }

    private static void begin(JsonGenerator out, String id, String type) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", id);
        out.writeStringField("type", type);
    }
}
