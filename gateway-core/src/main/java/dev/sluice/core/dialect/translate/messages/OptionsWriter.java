package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Common;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.RequestWriter.Draft;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Writes all of one request but its messages and its system prompt. Single-threaded. */
final class OptionsWriter {

    /** How long an answer may become where the client does not say: Anthropic demands a number. */
    private static final long MAX_TOKENS = 8192;

    private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

    private static final BigDecimal MOST = BigDecimal.valueOf(Integer.MAX_VALUE);

    private static final BigDecimal LEAST_TOP_P_OF_THOUGHTS = new BigDecimal("0.95");

    private final JsonGenerator out;
    private final Draft draft;
    private final ChatOptions options;
    private final Losses losses;

    OptionsWriter(JsonGenerator out, Draft draft) {
        this.out = out;
        this.draft = draft;
        options = draft.options();
        losses = draft.losses();
    }

    void write(ToolLoop loop) throws IOException, UncarriedException {
        Knob maxTokens = options.knobs().get(Option.MAX_TOKENS);
        long most = maxTokens == null ? 0 : bounded(number(maxTokens));
        Thoughts thoughts = loop.mayThink() ? Thoughts.of(options.thinking(), draft.model(), most) : Thoughts.nothing();
        if (loop.mayThink() && Thoughts.haveNoRoom(options.thinking(), thoughts)) {
            losses.uncarried(Common.THINKING);
        }
        out.writeFieldName("max_tokens");
        out.writeRawValue(maxTokens == null ? String.valueOf(MAX_TOKENS + thoughts.tokens()) : maxTokens.json());
        if (draft.delivery() == Delivery.STREAM) {
            out.writeBooleanField("stream", true);
        }
        thoughts.write(out);
        sampling(thoughts);
        stop();
        tools(thoughts);
        outputConfig(thoughts);
    }

    /** A power of ten may be written in a few characters that takes gigabytes as a whole number. */
    private static long bounded(BigDecimal count) {
        return count.max(BigDecimal.ZERO).min(MOST).longValue();
    }

    private void sampling(Thoughts thoughts) throws IOException, UncarriedException {
        ClaudeVersion version = ClaudeVersion.of(draft.model());
        boolean free = !thoughts.isThinking() && !version.takesNoSampler();
        Knob temperature = notOne(Option.TEMPERATURE);
        boolean sampled = temperature != null && free && number(temperature).compareTo(BigDecimal.ONE) < 0;
        if (temperature != null) {
            carry("temperature", temperature, sampled);
        }
        Knob topP = notOne(Option.TOP_P);
        if (topP != null) {
            boolean fits = free || thoughts.isThinking() && number(topP).compareTo(LEAST_TOP_P_OF_THOUGHTS) >= 0;
            carry("top_p", topP, fits && !version.takesNoSampler() && !(sampled && version.takesOneSampler()));
        }
        Knob topK = options.knobs().get(Option.TOP_K);
        if (topK != null) {
            carry("top_k", topK, free);
        }
        lose(Option.SEED);
        loseUnlessZero(Option.FREQUENCY_PENALTY);
        loseUnlessZero(Option.PRESENCE_PENALTY);
    }

    /** What is one here is so anyway; where it is said, others beside it may be refused. */
    private @Nullable Knob notOne(Option option) {
        Knob knob = options.knobs().get(option);
        return knob == null || number(knob).compareTo(BigDecimal.ONE) == 0 ? null : knob;
    }

    private void carry(String name, Knob knob, boolean fits) throws IOException, UncarriedException {
        if (fits) {
            out.writeFieldName(name);
            out.writeRawValue(knob.json());
        } else {
            losses.uncarried(knob.field());
        }
    }

    private void lose(Option option) throws UncarriedException {
        Knob knob = options.knobs().get(option);
        if (knob != null) {
            losses.uncarried(knob.field());
        }
    }

    private void loseUnlessZero(Option option) throws UncarriedException {
        Knob knob = options.knobs().get(option);
        if (knob != null && number(knob).signum() != 0) {
            losses.uncarried(knob.field());
        }
    }

    private static BigDecimal number(Knob knob) {
        return new BigDecimal(knob.json());
    }

    /** What is nothing but white space is refused by Anthropic. */
    private void stop() throws IOException, UncarriedException {
        if (options.stop().isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("stop_sequences");
        for (String each : options.stop()) {
            if (each.isBlank()) {
                losses.uncarried(Common.STOP);
            } else {
                out.writeString(each);
            }
        }
        out.writeEndArray();
    }

    private void tools(Thoughts thoughts) throws IOException, UncarriedException {
        if (options.tools().isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("tools");
        for (Tool tool : options.tools()) {
            tool(tool);
        }
        out.writeEndArray();
        choice(thoughts);
    }

    private void tool(Tool tool) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", tool.name());
        String description = tool.description();
        if (description != null && !description.isEmpty()) {
            out.writeStringField("description", description);
        }
        out.writeFieldName("input_schema");
        String schema = tool.schemaJson();
        boolean strict = Boolean.TRUE.equals(tool.strict());
        if (schema.isEmpty() || schema.equals("{}")) {
            schema = NO_ARGUMENTS;
        }
        out.writeRawValue(strict ? Schemas.followed(schema) : schema);
        if (strict) {
            out.writeBooleanField("strict", true);
        }
        out.writeEndObject();
    }

    private void choice(Thoughts thoughts) throws IOException, UncarriedException {
        ToolChoice choice = options.toolChoice();
        Knob parallel = options.knobs().get(Option.PARALLEL_TOOL_CALLS);
        boolean serial = parallel != null && parallel.json().equals("false");
        if (choice != null && isForced(choice) && thoughts.isThinking()) {
            losses.uncarried(Common.TOOL_CHOICE);
            choice = ToolChoice.Any.AUTO;
        }
        if (choice == null && !serial) {
            return;
        }
        out.writeObjectFieldStart("tool_choice");
        if (choice instanceof ToolChoice.Named named) {
            out.writeStringField("type", "tool");
            out.writeStringField("name", named.name());
        } else {
            out.writeStringField("type", type(choice));
        }
        if (serial && choice != ToolChoice.Any.NONE) {
            out.writeBooleanField("disable_parallel_tool_use", true);
        }
        out.writeEndObject();
    }

    private static boolean isForced(ToolChoice choice) {
        return choice instanceof ToolChoice.Named || choice == ToolChoice.Any.REQUIRED;
    }

    private static String type(@Nullable ToolChoice choice) {
        return choice == ToolChoice.Any.REQUIRED ? "any" : choice == ToolChoice.Any.NONE ? "none" : "auto";
    }

    private void outputConfig(Thoughts thoughts) throws IOException, UncarriedException {
        AnswerShape shape = options.shape();
        if (shape instanceof AnswerShape.Json) {
            losses.uncarried(Common.SHAPE);
        }
        String effort = thoughts.effort();
        if (effort == null && !(shape instanceof AnswerShape.Schema)) {
            return;
        }
        out.writeObjectFieldStart("output_config");
        if (effort != null) {
            out.writeStringField("effort", effort);
        }
        if (shape instanceof AnswerShape.Schema schema) {
            out.writeObjectFieldStart("format");
            out.writeStringField("type", "json_schema");
            out.writeFieldName("schema");
            out.writeRawValue(Schemas.followed(schema.schemaJson()));
            out.writeEndObject();
        }
        out.writeEndObject();
    }
}
