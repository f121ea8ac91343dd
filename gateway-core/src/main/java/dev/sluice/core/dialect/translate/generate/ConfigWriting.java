package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.Common;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.RequestWriter.Draft;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Writes {@code generationConfig}, where there is anything to say in it. Single-threaded. */
final class ConfigWriting {

    /** The most that all models take by themselves. */
    private static final int MOST_THINKING = 24_576;

    /** Gemini refuses more. */
    private static final int MOST_STOPS = 5;

    private final JsonGenerator out;
    private final Draft draft;
    private boolean begun;

    ConfigWriting(JsonGenerator out, Draft draft) {
        this.out = out;
        this.draft = draft;
    }

    void write() throws IOException, UncarriedException {
        for (Option option : Option.values()) {
            Knob knob = draft.options().knobs().get(option);
            if (knob != null) {
                knob(option, knob);
            }
        }
        stop();
        AnswerShape shape = draft.options().shape();
        if (shape != null) {
            begin();
            shape(shape);
        }
        Thinking thinking = draft.options().thinking();
        if (thinking != null) {
            thinking(thinking);
        }
        if (begun) {
            out.writeEndObject();
        }
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            out.writeObjectFieldStart("generationConfig");
        }
    }

    private void knob(Option option, Knob knob) throws IOException, UncarriedException {
        if (option != Option.PARALLEL_TOOL_CALLS) {
            begin();
            out.writeFieldName(name(option));
            out.writeRawValue(knob.json());
        } else if (knob.json().equals("false") && !draft.options().tools().isEmpty()) {
            draft.losses().uncarried(knob.field());
        }
    }

    private static String name(Option option) {
        return switch (option) {
            case MAX_TOKENS -> "maxOutputTokens";
            case TEMPERATURE -> "temperature";
            case TOP_P -> "topP";
            case TOP_K -> "topK";
            case SEED -> "seed";
            case FREQUENCY_PENALTY -> "frequencyPenalty";
            case PRESENCE_PENALTY -> "presencePenalty";
            case PARALLEL_TOOL_CALLS -> throw new IllegalArgumentException("it has no name here");
        };
    }

    private void stop() throws IOException, UncarriedException {
        List<String> stop = draft.options().stop();
        if (stop.isEmpty()) {
            return;
        }
        if (stop.size() > MOST_STOPS) {
            draft.losses().uncarried(Common.STOP);
        }
        begin();
        out.writeArrayFieldStart("stopSequences");
        for (String text : stop.subList(0, Math.min(stop.size(), MOST_STOPS))) {
            out.writeString(text);
        }
        out.writeEndArray();
    }

    private void shape(AnswerShape shape) throws IOException {
        out.writeStringField("responseMimeType", "application/json");
        if (shape instanceof AnswerShape.Schema schema) {
            out.writeFieldName("responseJsonSchema");
            out.writeRawValue(schema.schemaJson());
        }
    }

    private void thinking(Thinking thinking) throws IOException {
        Generation generation = Generation.of(draft.model());
        boolean levels = generation != Generation.BUDGETS;
        if (levels && thinking.effort() == Effort.ADAPTIVE && !thinking.shown()) {
            return;
        }
        begin();
        out.writeObjectFieldStart("thinkingConfig");
        if (thinking.effort() == Effort.BUDGET && thinking.budgetTokens() > 0) {
            out.writeNumberField("thinkingBudget", thinking.budgetTokens());
        } else if (levels) {
            level(thinking.words(), thinking.effort(), generation);
        } else {
            boolean adapts = thinking.effort() == Effort.ADAPTIVE;
            out.writeNumberField("thinkingBudget", adapts ? -1 : Math.min(thinking.tokens(), MOST_THINKING));
        }
        if (thinking.shown()) {
            out.writeBooleanField("includeThoughts", true);
        }
        out.writeEndObject();
    }

    /** These models always think; the least is asked of them where none is wanted. */
    private void level(Effort words, Effort said, Generation generation) throws IOException {
        if (said == Effort.ADAPTIVE) {
            return;
        }
        Effort level = switch (words) {
            case NONE, MINIMAL -> generation == Generation.LEVELS ? Effort.MINIMAL : Effort.LOW;
            case XHIGH -> Effort.HIGH;
            default -> words;
        };
        out.writeStringField("thinkingLevel", level.name().toLowerCase(Locale.ROOT));
    }
}
