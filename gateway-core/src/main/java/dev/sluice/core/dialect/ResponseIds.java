package dev.sluice.core.dialect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.IdPeek;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Reads the ids of OpenAI's responses off their answers, besides what is read anyway: of a whole answer the top-level
 * {@code id}, of a stream that of the {@code response} in its first events. Each id is told once, as soon as it has
 * passed.
 */
public final class ResponseIds {

    private ResponseIds() {}

    /** Of a whole answer. */
    public static AnswerReader told(AnswerReader usage, Consumer<String> found) {
        return new Answer(usage, found);
    }

    /** Of a stream. */
    public static StreamReader told(StreamReader events, Consumer<String> found) {
        return new Stream(events, found);
    }

    private static final class Answer implements AnswerReader {

        private final AnswerReader inner;
        private final Consumer<String> found;
        private final IdPeek peek = new IdPeek();
        private boolean told;

        private Answer(AnswerReader inner, Consumer<String> found) {
            this.inner = inner;
            this.found = found;
        }

        @Override
        public void read(ByteBuffer part) {
            inner.read(part);
            if (told) {
                return;
            }
            peek.read(part);
            String id = peek.id();
            if (id != null) {
                told = true;
                found.accept(id);
            }
        }

        @Override
        public Usage usage() {
            return inner.usage();
        }
    }

    private static final class Stream implements StreamReader {

        private final StreamReader inner;
        private final Consumer<String> found;
        private String id = "";
        private boolean over;

        private Stream(StreamReader inner, Consumer<String> found) {
            this.inner = inner;
            this.found = found;
        }

        @Override
        public Kind event(byte[] bytes, int from, int to) {
            if (!over) {
                look(bytes, from, to);
            }
            Kind kind = inner.event(bytes, from, to);
            // It comes first, or not at all.
            over |= kind == Kind.OUTPUT;
            return kind;
        }

        private void look(byte[] bytes, int from, int to) {
            Json.readsObject(bytes, from, to, this::member);
            if (!id.isEmpty()) {
                over = true;
                found.accept(id);
            }
        }

        private void member(String name, JsonParser in) throws IOException {
            if (!name.equals("response")) {
                in.skipChildren();
                return;
            }
            Json.object(in, (key, value) -> {
                if (key.equals("id") && value.currentToken() == JsonToken.VALUE_STRING) {
                    id = value.getText();
                } else {
                    value.skipChildren();
                }
            });
        }

        @Override
        public boolean complete() {
            return inner.complete();
        }

        @Override
        public Usage usage() {
            return inner.usage();
        }
    }
}
