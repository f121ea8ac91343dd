package dev.sluice.core.dialect.translate.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.core.chat.Losses;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestReader.Turns;
import dev.sluice.core.chat.Role;
import dev.sluice.core.chat.Turn;
import dev.sluice.core.chat.UncarriedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes turns of a request's input. What the model says at one time is several items here, thoughts, text and calls,
 * and one turn elsewhere; so are the outputs of tools that were called together. One turn is held. Single-threaded.
 */
final class InputReader {

    private final Turns turns;
    private final Losses losses;
    private @Nullable Role role;
    private String path = "";
    private List<Part> parts = new ArrayList<>();
    private @Nullable String callSignature;

    InputReader(Turns turns, Losses losses) {
        this.turns = turns;
        this.losses = losses;
    }

    /** Reads the value at which the parser stands. */
    void read(JsonParser in) throws IOException, UncarriedException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            turns.turn(new Turn(Role.USER, List.of(new Part.Text(in.getText())), "input"));
        } else if (in.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
                take(InputItem.read(in, "input." + i));
            }
            flush();
        } else {
            throw Losses.malformed("input", "a string or an array of items");
        }
    }

    private void take(InputItem item) throws IOException, UncarriedException {
        switch (item.type()) {
            case "message" -> message(item);
            case "function_call" -> {
                say(Role.ASSISTANT, item.path()).add(item.call(callSignature));
                callSignature = null;
            }
            case "function_call_output" -> say(Role.TOOL, item.path()).add(item.result(losses));
            case "reasoning" -> thinking(item);
            default -> losses.uncarried(item.path() + ".type");
        }
    }

    private void message(InputItem item) throws IOException, UncarriedException {
        Role speaker = item.role();
        List<Part> said = item.parts(losses);
        if (said.isEmpty()) {
            return;
        }
        if (speaker != Role.ASSISTANT) {
            flush();
        }
        say(speaker, item.path()).addAll(said);
    }

    private void thinking(InputItem item) throws IOException, UncarriedException {
        if (item.id().startsWith(Item.Reasoning.OF_A_CALL)) {
            callSignature = item.sealed();
            return;
        }
        Part thinking = item.thinking();
        if (thinking != null) {
            say(Role.ASSISTANT, item.path()).add(thinking);
        }
    }

    /** The parts of the turn that goes on when this one speaks. */
    private List<Part> say(Role speaker, String at) throws IOException, UncarriedException {
        if (role != speaker) {
            flush();
            role = speaker;
            path = at;
        }
        return parts;
    }

    private void flush() throws IOException, UncarriedException {
        if (role != null && !parts.isEmpty()) {
            turns.turn(new Turn(role, parts, path));
            parts = new ArrayList<>();
        }
        role = null;
    }
}
