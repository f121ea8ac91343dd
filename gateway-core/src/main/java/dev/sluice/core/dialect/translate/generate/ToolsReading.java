package dev.sluice.core.dialect.translate.generate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Tool;
import dev.sluice.core.chat.ToolChoice;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes {@code tools} and {@code toolConfig}: of the tools, only functions are known to others. Single-threaded. */
final class ToolsReading {

    private static final String CALLING = "toolConfig.functionCallingConfig";

    private final Extras extras;
    private final Losses losses;
    private final List<Tool> tools = new ArrayList<>();
    private String mode = "";
    private final Set<String> allowed = new HashSet<>();

    ToolsReading(Extras extras, Losses losses) {
        this.extras = extras;
        this.losses = losses;
    }

    /** One element of {@code tools}, which may declare many functions. */
    void tool(int index, JsonParser in) throws IOException, UncarriedException {
        String field = "tools." + index;
        Shapes.object(in, field, (name, value) -> {
            if (name.equals("functionDeclarations")) {
                Shapes.array(value, (each, function) -> function(field + "." + name + "." + each, function));
            } else {
                // Search, code and their kin are asked for by an object that may be empty.
                if (value.currentToken() != JsonToken.VALUE_NULL) {
                    losses.uncarried(field + "." + name);
                }
                value.skipChildren();
            }
        });
    }

    void config(String name, JsonParser in) throws IOException, UncarriedException {
        if (name.equals("functionCallingConfig")) {
            Shapes.object(in, CALLING, this::calling);
        } else {
            extras.take("toolConfig." + name, in);
        }
    }

    /** All tools; where one of several must be called, only those, for others know no such choice. */
    List<Tool> tools() {
        if (!mustCall() || allowed.isEmpty()) {
            return tools;
        }
        return tools.stream().filter(tool -> allowed.contains(tool.name())).toList();
    }

    @Nullable
    ToolChoice choice() {
        if (mustCall()) {
            return allowed.size() == 1 ? new ToolChoice.Named(allowed.iterator().next()) : ToolChoice.Any.REQUIRED;
        }
        return switch (mode) {
            case "NONE" -> ToolChoice.Any.NONE;
            case "AUTO", "VALIDATED" -> ToolChoice.Any.AUTO;
            default -> null;
        };
    }

    private boolean mustCall() {
        return mode.equals("ANY");
    }

    private void calling(String name, JsonParser in) throws IOException, UncarriedException {
        switch (name) {
            case "mode" -> mode(Shapes.text(in, CALLING + ".mode").toUpperCase(Locale.ROOT));
            case "allowedFunctionNames" ->
                Shapes.array(
                        in,
                        (index, function) ->
                                allowed.add(Shapes.text(function, CALLING + ".allowedFunctionNames." + index)));
            default -> extras.take(CALLING + "." + name, in);
        }
    }

    private void mode(String said) throws UncarriedException {
        switch (said) {
            case "", "MODE_UNSPECIFIED", "AUTO", "NONE", "ANY" -> {}
            case "VALIDATED" -> losses.uncarried(CALLING + ".mode");
            default -> throw Losses.malformed(CALLING + ".mode", "'AUTO', 'ANY' or 'NONE'");
        }
        mode = said;
    }

    private void function(String field, JsonParser in) throws IOException, UncarriedException {
        Declaration declaration = new Declaration(field);
        Shapes.object(in, field, declaration::member);
        if (declaration.name.isEmpty()) {
            throw Losses.malformed(field + ".name", "the name of a function");
        }
        tools.add(new Tool(declaration.name, declaration.description, declaration.schema, null));
    }

    /** One function that is being read. */
    private final class Declaration {

        private final String field;
        private String name = "";
        private @Nullable String description;
        private String schema = "";

        private Declaration(String field) {
            this.field = field;
        }

        private void member(String member, JsonParser in) throws IOException, UncarriedException {
            boolean isNull = in.currentToken() == JsonToken.VALUE_NULL;
            switch (member) {
                case "name" -> name = Shapes.text(in, field + ".name");
                case "description" -> description = isNull ? null : Shapes.text(in, field + ".description");
                case "parameters" -> schema = isNull ? schema : Schemas.text(in);
                case "parametersJsonSchema" -> schema = isNull ? schema : Extras.text(in);
                // What a function gives is told to no other model.
                case "response", "responseJsonSchema" -> in.skipChildren();
                case "behavior" -> {
                    if (Shapes.text(in, field + ".behavior").equals("NON_BLOCKING")) {
                        losses.uncarried(field + ".behavior");
                    }
                }
                default -> extras.take(field + "." + member, in);
            }
        }
    }
}
