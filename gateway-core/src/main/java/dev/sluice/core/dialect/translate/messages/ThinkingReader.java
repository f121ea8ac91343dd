package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.AnswerShape;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads how much one request wants thought and what form it wants its answer to have: {@code thinking},
 * {@code output_config} and, what that has replaced, {@code output_format}. Single-threaded.
 */
final class ThinkingReader {

    private static final String EFFORT = "output_config.effort";

    private final Losses losses;
    private String type = "";
    private int budget = Thinking.NO_BUDGET;
    private boolean shown = true;
    private @Nullable Effort effort;
    private @Nullable AnswerShape shape;

    ThinkingReader(Losses losses) {
        this.losses = losses;
    }

    @Nullable
    AnswerShape shape() {
        return shape;
    }

    void thinking(JsonParser in) throws IOException {
        Json.object(in, (name, value) -> {
            switch (name) {
                case "type" -> type = Json.text(value, 100);
                case "budget_tokens" -> budget = (int) Math.min(Json.count(value), Integer.MAX_VALUE);
                case "display" -> shown = !Json.text(value, 100).equals("omitted");
                default -> value.skipChildren();
            }
        });
    }

    void outputConfig(JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            throw Losses.malformed("output_config", "an object");
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            in.nextToken();
            switch (name) {
                case "effort" -> effort = in.currentToken() == JsonToken.VALUE_NULL ? null : effort(in);
                case "format" -> format("output_config.format", in);
                default -> {
                    if (Json.holdsSomething(in)) {
                        losses.uncarried("output_config." + name);
                    }
                }
            }
        }
    }

    private static Effort effort(JsonParser in) throws IOException, UncarriedException {
        return switch (Json.text(in, 100)) {
            case "low" -> Effort.LOW;
            case "medium" -> Effort.MEDIUM;
            case "high" -> Effort.HIGH;
            case "xhigh", "max" -> Effort.XHIGH;
            default -> throw Losses.malformed(EFFORT, "'low', 'medium', 'high', 'xhigh' or 'max'");
        };
    }

    void format(String field, JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        Format format = new Format();
        Json.object(in, format::member);
        if (!format.type.equals("json_schema")) {
            throw Losses.malformed(field + ".type", "'json_schema'");
        }
        if (!format.schema.startsWith("{")) {
            throw Losses.malformed(field + ".schema", "an object");
        }
        shape = new AnswerShape.Schema("", null, format.schema, Schemas.requiresAll(format.schema));
    }

    /** A budget says more than an effort; without either the model decides. */
    @Nullable
    Thinking thinking() throws UncarriedException {
        return switch (type) {
            case "" -> effort == null ? null : new Thinking(effort, Thinking.NO_BUDGET, shown);
            case "adaptive" -> new Thinking(effort == null ? Effort.ADAPTIVE : effort, Thinking.NO_BUDGET, shown);
            case "disabled" -> insteadOfEffort(new Thinking(Effort.NONE, Thinking.NO_BUDGET, false));
            case "enabled" -> {
                if (budget < 1) {
                    throw Losses.malformed("thinking.budget_tokens", "a whole number of at least 1024");
                }
                yield insteadOfEffort(new Thinking(Effort.BUDGET, budget, shown));
            }
            default -> {
                losses.uncarried("thinking.type");
                yield null;
            }
        };
    }

    private Thinking insteadOfEffort(Thinking thinking) throws UncarriedException {
        if (effort != null) {
            losses.uncarried(EFFORT);
        }
        return thinking;
    }

    /** The form of an answer, member by member. */
    private static final class Format {

        private String type = "";
        private String schema = "";

        private void member(String name, JsonParser in) throws IOException {
            switch (name) {
                case "type" -> type = Json.text(in, 100);
                case "schema" -> schema = Extras.text(in);
                default -> in.skipChildren();
            }
        }
    }
}
