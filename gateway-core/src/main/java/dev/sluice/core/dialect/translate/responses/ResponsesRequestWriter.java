package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Common;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests for responses. Nothing is to be stored, so that thoughts must be given sealed to be wanted back.
 * Stateless, thread-safe.
 */
final class ResponsesRequestWriter implements RequestWriter {

    private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

    @Override
    public boolean write(JsonGenerator out, Draft draft, TurnSource turns) throws IOException, UncarriedException {
        ChatOptions options = draft.options();
        out.writeStartObject();
        out.writeStringField("model", draft.model());
        if (draft.delivery() == Delivery.STREAM) {
            out.writeBooleanField("stream", true);
        }
        out.writeBooleanField("store", false);
        instructions(out, options.system(), draft.losses());
        knobs(out, options, draft.losses());
        if (!options.stop().isEmpty()) {
            draft.losses().uncarried(Common.STOP);
        }
        thinking(out, options.thinking());
        text(out, options.shape(), draft.extras().taken("text.verbosity"));
        tools(out, options);
        draft.extras().writeTo(out);
        out.writeArrayFieldStart("input");
        InputWriter input = new InputWriter(out, draft.losses());
        turns.tell(input);
        out.writeEndArray();
        out.writeEndObject();
        return !input.isEmpty();
    }

    private static void instructions(JsonGenerator out, List<Part> system, Losses losses)
            throws IOException, UncarriedException {
        StringBuilder text = new StringBuilder();
        for (Part each : system) {
            if (each instanceof Part.Text words) {
                text.append(text.isEmpty() ? "" : "\n\n").append(words.text());
            } else {
                losses.uncarried(Common.SYSTEM);
            }
        }
        if (!text.isEmpty()) {
            out.writeStringField("instructions", text.toString());
        }
    }

    private static void knobs(JsonGenerator out, ChatOptions options, Losses losses)
            throws IOException, UncarriedException {
        for (Option option : Option.values()) {
            Knob knob = options.knobs().get(option);
            if (knob == null) {
                continue;
            }
            String name = name(option);
            if (name != null) {
                knob(out, name, knob.json());
            } else if (!isUsual(option, knob)) {
                losses.uncarried(knob.field());
            }
        }
        Knob parallel = options.knobs().get(Option.PARALLEL_TOOL_CALLS);
        if (parallel != null && !options.tools().isEmpty()) {
            knob(out, "parallel_tool_calls", parallel.json());
        }
    }

    private static void knob(JsonGenerator out, String name, String json) throws IOException {
        out.writeFieldName(name);
        out.writeRawValue(json);
    }

    private static @Nullable String name(Option option) {
        return switch (option) {
            case MAX_TOKENS -> "max_output_tokens";
            case TEMPERATURE -> "temperature";
            case TOP_P -> "top_p";
            default -> null;
        };
    }

    /** Written elsewhere, or what holds without a word. */
    private static boolean isUsual(Option option, Knob knob) {
        return switch (option) {
            case PARALLEL_TOOL_CALLS -> true;
            case FREQUENCY_PENALTY, PRESENCE_PENALTY -> Double.parseDouble(knob.json()) == 0;
            default -> false;
        };
    }

    private static void thinking(JsonGenerator out, @Nullable Thinking thinking) throws IOException {
        if (thinking == null) {
            return;
        }
        out.writeObjectFieldStart("reasoning");
        if (thinking.effort() != Effort.ADAPTIVE) {
            out.writeStringField("effort", word(thinking.words()));
        }
        if (thinking.shown()) {
            out.writeStringField("summary", "auto");
        }
        out.writeEndObject();
        if (thinking.words() != Effort.NONE) {
            out.writeArrayFieldStart("include");
            out.writeString("reasoning.encrypted_content");
            out.writeEndArray();
        }
    }

    private static String word(Effort effort) {
        return switch (effort) {
            case NONE -> "none";
            case MINIMAL -> "minimal";
            case LOW -> "low";
            case MEDIUM, ADAPTIVE, BUDGET -> "medium";
            case HIGH -> "high";
            case XHIGH -> "xhigh";
        };
    }

    private static void text(JsonGenerator out, @Nullable AnswerShape shape, @Nullable String verbosity)
            throws IOException {
        if (shape == null && verbosity == null) {
            return;
        }
        out.writeObjectFieldStart("text");
        if (shape != null) {
            shape(out, shape);
        }
        if (verbosity != null) {
            knob(out, "verbosity", verbosity);
        }
        out.writeEndObject();
    }

    private static void shape(JsonGenerator out, AnswerShape shape) throws IOException {
        out.writeObjectFieldStart("format");
        if (shape instanceof AnswerShape.Schema schema) {
            schema(out, schema);
        } else {
            out.writeStringField("type", "json_object");
        }
        out.writeEndObject();
    }

    private static void schema(JsonGenerator out, AnswerShape.Schema schema) throws IOException {
        out.writeStringField("type", "json_schema");
        out.writeStringField("name", schema.name().isEmpty() ? "answer" : schema.name());
        if (schema.description() != null) {
            out.writeStringField("description", schema.description());
        }
        out.writeFieldName("schema");
        out.writeRawValue(schema.schemaJson());
        if (schema.strict() != null) {
            out.writeBooleanField("strict", schema.strict());
        }
    }

    private static void tools(JsonGenerator out, ChatOptions options) throws IOException {
        if (!options.tools().isEmpty()) {
            out.writeArrayFieldStart("tools");
            for (Tool tool : options.tools()) {
                tool(out, tool);
            }
            out.writeEndArray();
        }
        ToolChoice choice = options.toolChoice();
        if (choice != null && !options.tools().isEmpty()) {
            choice(out, choice);
        }
    }

    /** This format alone takes schemas strictly where nothing is said. */
    private static void tool(JsonGenerator out, Tool tool) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "function");
        out.writeStringField("name", tool.name());
        if (tool.description() != null) {
            out.writeStringField("description", tool.description());
        }
        out.writeFieldName("parameters");
        out.writeRawValue(tool.schemaJson().isEmpty() ? NO_ARGUMENTS : tool.schemaJson());
        out.writeBooleanField("strict", Boolean.TRUE.equals(tool.strict()));
        out.writeEndObject();
    }

    private static void choice(JsonGenerator out, ToolChoice choice) throws IOException {
        if (choice instanceof ToolChoice.Named named) {
            out.writeObjectFieldStart("tool_choice");
            out.writeStringField("type", "function");
            out.writeStringField("name", named.name());
            out.writeEndObject();
        } else if (choice instanceof ToolChoice.Any any) {
            out.writeStringField(
                    "tool_choice",
                    switch (any) {
                        case AUTO -> "auto";
                        case NONE -> "none";
                        case REQUIRED -> "required";
                    });
        }
    }
}
