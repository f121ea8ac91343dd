package dev.sluice.core.dialect.translate.completions;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import dev.sluice.core.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one message of a request, whose members come in any order. Single-threaded. */
final class MessageReader {

    private static final String TOOL_CALLS = ".tool_calls";

    private final String path;
    private final Losses losses;
    private String role = "";
    private String name = "";
    private @Nullable String callId;
    private @Nullable String refusal;
    private List<Part> content = List.of();
    private boolean hasContent;
    private final List<Part> calls = new ArrayList<>();

    private MessageReader(String path, Losses losses) {
        this.path = path;
        this.losses = losses;
    }

    /** Reads the message at which the parser stands. */
    static Turn read(JsonParser in, String path, Losses losses) throws IOException, UncarriedException {
        Values.object(in, path);
        MessageReader message = new MessageReader(path, losses);
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String member = in.currentName();
            in.nextToken();
            message.member(member, in);
        }
        return message.turn();
    }

    private void member(String member, JsonParser in) throws IOException, UncarriedException {
        String at = path + "." + member;
        switch (member) {
            case "role" -> role = Values.text(in, at);
            case "content" -> content(in, at);
            case "name" -> name = Values.isNull(in) ? "" : Values.text(in, at);
            case "tool_call_id" -> callId = Values.textOrNull(in, at);
            case "tool_calls" -> calls(in, at);
            case "refusal" -> refusal = Values.textOrNull(in, at);
            // Thoughts without a signature, which no provider wants back; citations, and hints to caches.
            case "reasoning_content", "reasoning", "reasoning_details", "annotations", "cache_control" ->
                in.skipChildren();
            case "function_call" -> {
                if (Json.holdsSomething(in)) {
                    throw Losses.malformed(at, "told as tool_calls");
                }
            }
            default -> {
                if (Json.holdsSomething(in)) {
                    losses.uncarried(at);
                }
            }
        }
    }

    private void content(JsonParser in, String at) throws IOException, UncarriedException {
        hasContent = !Values.isNull(in);
        content = ContentReader.read(in, at, losses);
    }

    private void calls(JsonParser in, String at) throws IOException, UncarriedException {
        if (Values.isNull(in)) {
            return;
        }
        Values.array(in, at);
        for (int index = 0; in.nextToken() != JsonToken.END_ARRAY; index++) {
            call(in, at + "." + index);
        }
    }

    private void call(JsonParser in, String at) throws IOException, UncarriedException {
        Values.object(in, at);
        CallPiece call = CallPiece.read(in);
        if (!call.type().isEmpty() && !call.type().equals("function")) {
            losses.uncarried(at + ".type");
            return;
        }
        if (call.id().isEmpty()) {
            throw Losses.malformed(at + ".id", "a string");
        }
        if (call.name().isEmpty()) {
            throw Losses.malformed(at + ".function.name", "a string");
        }
        String arguments = call.arguments().isBlank() ? "" : call.arguments();
        if (!arguments.isEmpty() && !isObject(arguments)) {
            throw Losses.malformed(at + ".function.arguments", "a JSON object as a string");
        }
        calls.add(new Part.ToolCall(call.id(), call.name(), arguments, call.signature()));
    }

    private static boolean isObject(String json) {
        try (JsonParser in = Json.FACTORY.createParser(json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            in.skipChildren();
            return in.nextToken() == null;
        } catch (IOException malformed) {
            return false;
        }
    }

    private Turn turn() throws UncarriedException {
        return switch (role) {
            case "system", "developer" -> spoken(Role.SYSTEM);
            case "user" -> spoken(Role.USER);
            case "assistant" -> assistant();
            case "tool" -> tool();
            default -> throw Losses.malformed(path + ".role", "developer, system, user, assistant or tool");
        };
    }

    private Turn spoken(Role speaker) throws UncarriedException {
        requireContent();
        unnamed();
        if (!calls.isEmpty()) {
            throw Losses.malformed(path + TOOL_CALLS, "in a message of the assistant");
        }
        return new Turn(speaker, content, path);
    }

    private Turn assistant() throws UncarriedException {
        unnamed();
        List<Part> parts = new ArrayList<>(content);
        if (refusal != null && !refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal));
        }
        parts.addAll(calls);
        return new Turn(Role.ASSISTANT, parts, path);
    }

    private Turn tool() throws UncarriedException {
        requireContent();
        if (callId == null || callId.isEmpty()) {
            throw Losses.malformed(path + ".tool_call_id", "a string");
        }
        return new Turn(Role.TOOL, List.of(new Part.ToolResult(callId, name, content, false)), path);
    }

    private void requireContent() throws UncarriedException {
        if (!hasContent) {
            throw Losses.malformed(path + ".content", ContentReader.MUST_BE);
        }
    }

    /** Only OpenAI tells speakers of one role apart by name. */
    private void unnamed() throws UncarriedException {
        if (!name.isEmpty()) {
            losses.uncarried(path + ".name");
        }
    }
}
