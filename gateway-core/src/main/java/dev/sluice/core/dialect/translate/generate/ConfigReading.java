package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the members of {@code generationConfig}. Single-threaded. */
final class ConfigReading {

    private static final String CONFIG = "generationConfig.";

    private static final Map<String, Option> NUMBERS = Map.of(
            "maxOutputTokens", Option.MAX_TOKENS,
            "temperature", Option.TEMPERATURE,
            "topP", Option.TOP_P,
            "topK", Option.TOP_K,
            "seed", Option.SEED,
            "presencePenalty", Option.PRESENCE_PENALTY,
            "frequencyPenalty", Option.FREQUENCY_PENALTY);

    private final Extras extras;
    private final Losses losses;
    private final Map<Option, Knob> knobs = new EnumMap<>(Option.class);
    private final List<String> stop = new ArrayList<>();
    private String mediaType = "";
    private @Nullable String schema;

    private boolean thinks;
    private int budget = Thinking.NO_BUDGET;
    private boolean budgeted;
    private Thinking.@Nullable Effort effort;
    private boolean shown;

    ConfigReading(Extras extras, Losses losses) {
        this.extras = extras;
        this.losses = losses;
    }

    void member(String name, JsonParser in) throws IOException, UncarriedException {
        Option number = NUMBERS.get(name);
        if (number != null) {
            number(number, CONFIG + name, in);
            return;
        }
        switch (name) {
            case "stopSequences" ->
                Shapes.array(in, (index, text) -> stop.add(Shapes.text(text, CONFIG + "stopSequences." + index)));
            case "candidateCount" -> one(in);
            case "responseMimeType" -> mediaType(in);
            case "responseSchema" -> schema = in.currentToken() == JsonToken.VALUE_NULL ? null : Schemas.text(in);
            case "responseJsonSchema" -> schema = in.currentToken() == JsonToken.VALUE_NULL ? null : Extras.text(in);
            case "thinkingConfig" -> Shapes.object(in, CONFIG + "thinkingConfig", this::thinking);
            case "responseModalities" ->
                Shapes.array(in, (index, kind) -> {
                    if (!Shapes.text(kind, CONFIG + name).equalsIgnoreCase("TEXT")) {
                        losses.uncarried(CONFIG + name);
                    }
                });
            default -> extras.take(CONFIG + name, in);
        }
    }

    Map<Option, Knob> knobs() {
        return knobs;
    }

    List<String> stop() {
        return stop;
    }

    /** A schema alone asks for JSON, whatever the media type. */
    @Nullable
    AnswerShape shape() {
        if (schema != null) {
            return new AnswerShape.Schema("", null, schema, null);
        }
        return mediaType.equals("application/json") ? new AnswerShape.Json() : null;
    }

    /** Null where nothing is asked for: thoughts are hidden and as many as the model likes by themselves. */
    @Nullable
    Thinking thinking() {
        if (effort != null) {
            return new Thinking(effort, Thinking.NO_BUDGET, shown);
        }
        if (budgeted) {
            return budget == 0
                    ? new Thinking(Thinking.Effort.NONE, Thinking.NO_BUDGET, false)
                    : budget < 0
                            ? new Thinking(Thinking.Effort.ADAPTIVE, Thinking.NO_BUDGET, shown)
                            : new Thinking(Thinking.Effort.BUDGET, budget, shown);
        }
        return thinks && shown ? new Thinking(Thinking.Effort.ADAPTIVE, Thinking.NO_BUDGET, true) : null;
    }

    /** SDKs write what is a whole number by its meaning with a fraction of zero, and large ones as text. */
    private void number(Option option, String field, JsonParser in) throws IOException, UncarriedException {
        JsonToken token = in.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        boolean whole = option == Option.MAX_TOKENS || option == Option.TOP_K || option == Option.SEED;
        String said = token.isScalarValue() ? in.getText() : "";
        boolean isNumber = token.isNumeric() || token == JsonToken.VALUE_STRING && said.matches("-?[0-9]{1,18}");
        double value = token == JsonToken.VALUE_NUMBER_FLOAT ? in.getDoubleValue() : 0;
        if (!isNumber || whole && value != Math.rint(value)) {
            throw Losses.malformed(field, whole ? "an integer" : "a number");
        }
        boolean rewritten = whole && token == JsonToken.VALUE_NUMBER_FLOAT;
        knobs.put(option, new Knob(rewritten ? Long.toString((long) value) : said, field));
    }

    private void one(JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() != JsonToken.VALUE_NULL && !in.getText().equals("1")) {
            losses.uncarried(CONFIG + "candidateCount");
        }
        in.skipChildren();
    }

    private void mediaType(JsonParser in) throws IOException, UncarriedException {
        mediaType = Shapes.text(in, CONFIG + "responseMimeType");
        if (!mediaType.isEmpty() && !mediaType.equals("text/plain") && !mediaType.equals("application/json")) {
            losses.uncarried(CONFIG + "responseMimeType");
        }
    }

    private void thinking(String name, JsonParser in) throws IOException, UncarriedException {
        thinks = true;
        String field = CONFIG + "thinkingConfig." + name;
        switch (name) {
            case "includeThoughts" -> shown = Shapes.flag(in, field);
            case "thinkingBudget" -> budget(field, in);
            case "thinkingLevel" -> effort = effort(Shapes.text(in, field), field);
            default -> extras.take(field, in);
        }
    }

    private void budget(String field, JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT || in.getNumberType() != JsonParser.NumberType.INT) {
            throw Losses.malformed(field, "an integer");
        }
        budgeted = true;
        budget = in.getIntValue();
    }

    private static Thinking.@Nullable Effort effort(String level, String field) throws UncarriedException {
        return switch (level.toUpperCase(Locale.ROOT)) {
            case "", "THINKING_LEVEL_UNSPECIFIED" -> null;
            case "MINIMAL" -> Thinking.Effort.MINIMAL;
            case "LOW" -> Thinking.Effort.LOW;
            case "MEDIUM" -> Thinking.Effort.MEDIUM;
            case "HIGH" -> Thinking.Effort.HIGH;
            default -> throw Losses.malformed(field, "'minimal', 'low', 'medium' or 'high'");
        };
    }
}
