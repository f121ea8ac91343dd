package dev.sluice.netty.testing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.chat.Asked;
import dev.sluice.core.chat.Asked.Framing;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.dialect.translate.TranslatedStream;
import dev.sluice.core.dialect.translate.Translation;
import dev.sluice.core.dialect.translate.Translations;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A translation of text and nothing else, to Anthropic's messages, from whatever the client speaks: what is told of it
 * is how the gateway uses translations. It cannot say {@code seed}; a field {@code wait} of a request or an answer
 * makes it wait for {@link #proceed}.
 */
public final class SmallTranslation implements Translation {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Endpoint provider;
    private final AtomicInteger requests = new AtomicInteger();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final Semaphore steps = new Semaphore(0);

    public SmallTranslation() {
        this(Endpoint.MESSAGES);
    }

    private SmallTranslation(Endpoint provider) {
        this.provider = provider;
    }

    /** All translations that this one is used for; and requests of responses go to chats. */
    public Translations everywhere() {
        return new Translations()
                .and(Endpoint.CHAT_COMPLETIONS, Endpoint.MESSAGES, this)
                .and(Endpoint.RESPONSES, Endpoint.CHAT_COMPLETIONS, new SmallTranslation(Endpoint.CHAT_COMPLETIONS))
                .and(Endpoint.GENERATE_CONTENT, Endpoint.MESSAGES, this);
    }

    /** How many requests have been translated. */
    public int requests() {
        return requests.get();
    }

    /** The names of the threads that have translated an answer, or begun to. */
    public List<String> answers() {
        return answers;
    }

    public void proceed() {
        steps.release();
    }

    @Override
    public Endpoint served(Delivery delivery) {
        return provider;
    }

    @Override
    public String target(String model, Delivery delivery) {
        return provider.template();
    }

    @Override
    public Rewritten request(JsonSource request, Order order, OutputStream out) {
        requests.incrementAndGet();
        try (JsonParser in = request.open()) {
            JsonNode asked = JSON.readTree(in);
            if (asked.has("wait")) {
                steps.acquireUninterruptibly();
            }
            if (asked.has("seed") && order.mode() == Losses.Mode.STRICT) {
                Failure failure = new Failure(Code.UNSUPPORTED_FIELD, "'seed' cannot be carried over.", "seed", 0);
                return new Rewritten(failure, List.of());
            }
            ObjectNode said = JSON.createObjectNode();
            said.put("model", order.model());
            said.put("stream", order.delivery() == Delivery.STREAM);
            said.set("said", asked.has("messages") ? asked.get("messages") : asked.path("contents"));
            JSON.writeValue(out, said);
            return new Rewritten(null, asked.has("seed") ? List.of("seed", "né\nw") : List.of());
        } catch (IOException e) {
            return new Rewritten(Failure.of(Code.INVALID_JSON, "It is none."), List.of());
        }
    }

    @Override
    public boolean answer(Asked asked, JsonParser answer, OutputStream out) throws IOException {
        answers.add(Thread.currentThread().getName());
        JsonNode read = JSON.readTree(answer);
        if (read != null && read.has("wait")) {
            steps.acquireUninterruptibly();
        }
        if (read == null || !read.has("content")) {
            throw new IOException("no answer");
        }
        ObjectNode said = JSON.createObjectNode();
        said.put("for", asked.model());
        said.put("text", read.at("/content/0/text").asText());
        JSON.writeValue(out, said);
        return true;
    }

    @Override
    public TranslatedStream stream(Asked asked, OutputStream out) {
        return new Stream(asked.framing(), out);
    }

    private static final class Stream implements TranslatedStream {

        private final Framing framing;
        private final OutputStream out;
        private boolean begun;
        private boolean ended;

        private Stream(Framing framing, OutputStream out) {
            this.framing = framing;
            this.out = out;
        }

        @Override
        public void event(byte[] bytes, int from, int to) throws IOException {
            JsonNode read = JSON.readTree(bytes, from, to - from);
            switch (read.path("type").asText()) {
                case "message_start" -> piece("begin");
                case "content_block_delta" -> piece(read.at("/delta/text").asText());
                case "message_stop" -> end();
                default -> {}
            }
        }

        @Override
        public void end() throws IOException {
            if (!ended) {
                ended = true;
                write(framing == Framing.EVENTS ? "data: end\n\n" : "]");
            }
        }

        @Override
        public boolean truncate(Usage used) throws IOException {
            end();
            return true;
        }

        private void piece(String text) throws IOException {
            String json = JSON.writeValueAsString(text);
            if (framing == Framing.EVENTS) {
                write("data: " + json + "\n\n");
            } else {
                write((begun ? "," : "[") + json);
            }
            begun = true;
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
