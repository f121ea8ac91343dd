package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.chat.ChatOptions;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Extras;
import dev.sluice.core.chat.JsonSource;
import dev.sluice.core.chat.Knob;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Option;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestWriter;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes requests of messages for tests, leniently; remembers what was lost. */
final class Conversations {

    static final ChatOptions NOTHING = options(Map.of(), null);

    private final Losses losses = new Losses(Losses.Mode.LENIENT, "something else");
    private final Extras extras = new Extras(new Extras.Rules(Map.of(), Set.of("metadata", "service_tier")), losses);

    Set<String> lost() {
        return losses.fields();
    }

    private static JsonSource source(String json) {
        return () -> Json.FACTORY.createParser(json.getBytes(StandardCharsets.UTF_8));
    }

    ChatOptions options(String request) throws IOException, UncarriedException {
        return new Messages().requestReader().options(source(request), extras, losses);
    }

    List<Turn> turns(String request) throws IOException, UncarriedException {
        List<Turn> turns = new ArrayList<>();
        new Messages().requestReader().turns(source(request), turns::add, losses);
        return turns;
    }

    String text(String model, ChatOptions options, Turn... turns) throws IOException, UncarriedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
            new Messages()
                    .requestWriter()
                    .write(out, new RequestWriter.Draft(model, Delivery.STREAM, options, extras, losses), to -> {
                        for (Turn turn : turns) {
                            to.turn(turn);
                        }
                    });
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    JsonNode written(ChatOptions options, Turn... turns) throws IOException, UncarriedException {
        return Golden.tree(text("claude-sonnet-4-5", options, turns));
    }

    static Turn turn(Role role, Part... parts) {
        return new Turn(role, List.of(parts), "messages.7");
    }

    static Part call(String id, String name, String arguments) {
        return new Part.ToolCall(id, name, arguments, null);
    }

    static Part result(String id, String name, String text) {
        return new Part.ToolResult(id, name, List.of(new Part.Text(text)), false);
    }

    static ChatOptions options(Map<Option, String> knobs, @Nullable Thinking thinking) {
        Map<Option, Knob> set = new EnumMap<>(Option.class);
        knobs.forEach((option, json) -> set.put(option, new Knob(json, "their_" + option.name())));
        return new ChatOptions(List.of(), set, List.of(), List.of(), null, null, thinking);
    }
}
