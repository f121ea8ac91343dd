package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Common;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes requests for chat completions. Streams are always asked for their usage. Stateless, thread-safe. */
final class ChatRequestWriter implements RequestWriter {

    /** OpenAI refuses more. */
    private static final int MOST_STOPS = 4;

    @Override
    public boolean write(JsonGenerator out, Draft draft, TurnSource turns) throws IOException, UncarriedException {
        ChatOptions options = draft.options();
        out.writeStartObject();
        out.writeStringField("model", draft.model());
        if (draft.delivery() == Delivery.STREAM) {
            out.writeBooleanField("stream", true);
            out.writeObjectFieldStart("stream_options");
            out.writeBooleanField("include_usage", true);
            out.writeEndObject();
        }
        knobs(out, draft);
        stop(out, options.stop(), draft.losses());
        tools(out, options);
        choice(out, options);
        shape(out, options.shape());
        effort(out, options.thinking());
        draft.extras().writeTo(out);
        boolean saysSomething = messages(out, draft, turns);
        out.writeEndObject();
        return saysSomething;
    }

    private static boolean messages(JsonGenerator out, Draft draft, TurnSource turns)
            throws IOException, UncarriedException {
        out.writeArrayFieldStart("messages");
        MessageWriter messages = new MessageWriter(out, draft.losses());
        if (!draft.options().system().isEmpty()) {
            messages.system(draft.options().system(), "system");
        }
        int outside = messages.count();
        turns.tell(messages);
        out.writeEndArray();
        return messages.count() > outside;
    }

    private static void knobs(JsonGenerator out, Draft draft) throws IOException, UncarriedException {
        ChatOptions options = draft.options();
        for (Option option : Option.values()) {
            Knob knob = options.knobs().get(option);
            if (knob == null
                    || (option == Option.PARALLEL_TOOL_CALLS && options.tools().isEmpty())) {
                continue;
            }
            String name = name(option);
            if (name == null) {
                draft.losses().uncarried(knob.field());
            } else {
                out.writeFieldName(name);
                out.writeRawValue(knob.json());
            }
        }
    }

    private static @Nullable String name(Option option) {
        return switch (option) {
            case MAX_TOKENS -> "max_completion_tokens";
            case TEMPERATURE, TOP_P, SEED, FREQUENCY_PENALTY, PRESENCE_PENALTY, PARALLEL_TOOL_CALLS ->
                option.name().toLowerCase(Locale.ROOT);
            case TOP_K -> null;
        };
    }

    private static void stop(JsonGenerator out, List<String> stop, Losses losses)
            throws IOException, UncarriedException {
        if (stop.isEmpty()) {
            return;
        }
        if (stop.size() > MOST_STOPS) {
            losses.uncarried(Common.STOP);
        }
        out.writeArrayFieldStart("stop");
        for (String each : stop.subList(0, Math.min(stop.size(), MOST_STOPS))) {
            out.writeString(each);
        }
        out.writeEndArray();
    }

    private static void tools(JsonGenerator out, ChatOptions options) throws IOException {
        if (options.tools().isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("tools");
        for (Tool tool : options.tools()) {
            out.writeStartObject();
            out.writeStringField("type", "function");
            out.writeObjectFieldStart("function");
            out.writeStringField("name", tool.name());
            text(out, "description", tool.description());
            raw(out, "parameters", tool.schemaJson());
            bool(out, "strict", tool.strict());
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /** Left out where there are no tools and none must be called: OpenAI refuses it there. */
    private static void choice(JsonGenerator out, ChatOptions options) throws IOException {
        ToolChoice choice = options.toolChoice();
        if (choice instanceof ToolChoice.Named named) {
            out.writeObjectFieldStart("tool_choice");
            out.writeStringField("type", "function");
            out.writeObjectFieldStart("function");
            out.writeStringField("name", named.name());
            out.writeEndObject();
            out.writeEndObject();
        } else if (choice instanceof ToolChoice.Any any
                && (any == ToolChoice.Any.REQUIRED || !options.tools().isEmpty())) {
            out.writeStringField("tool_choice", any.name().toLowerCase(Locale.ROOT));
        }
    }

    private static void shape(JsonGenerator out, @Nullable AnswerShape shape) throws IOException {
        if (shape == null) {
            return;
        }
        out.writeObjectFieldStart("response_format");
        if (shape instanceof AnswerShape.Schema schema) {
            schema(out, schema);
        } else {
            out.writeStringField("type", "json_object");
        }
        out.writeEndObject();
    }

    private static void schema(JsonGenerator out, AnswerShape.Schema schema) throws IOException {
        out.writeStringField("type", "json_schema");
        out.writeObjectFieldStart("json_schema");
        out.writeStringField("name", schema.name().isEmpty() ? "answer" : schema.name());
        text(out, "description", schema.description());
        raw(out, "schema", schema.schemaJson());
        bool(out, "strict", schema.strict());
        out.writeEndObject();
    }

    /** Where the model is to decide, nothing is written: so it does. */
    private static void effort(JsonGenerator out, @Nullable Thinking thinking) throws IOException {
        if (thinking != null && thinking.effort() != Thinking.Effort.ADAPTIVE) {
            out.writeStringField("reasoning_effort", thinking.words().name().toLowerCase(Locale.ROOT));
        }
    }

    private static void text(JsonGenerator out, String name, @Nullable String text) throws IOException {
        if (text != null) {
            out.writeStringField(name, text);
        }
    }

    private static void raw(JsonGenerator out, String name, String json) throws IOException {
        if (!json.isEmpty()) {
            out.writeFieldName(name);
            out.writeRawValue(json);
        }
    }

    private static void bool(JsonGenerator out, String name, @Nullable Boolean value) throws IOException {
        if (value != null) {
            out.writeBooleanField(name, value);
        }
    }
}
