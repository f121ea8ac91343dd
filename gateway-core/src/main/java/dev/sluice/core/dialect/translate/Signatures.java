package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Delivery;
import dev.sluice.core.chat.Format;
import dev.sluice.core.chat.Part;
import dev.sluice.core.chat.RequestReader;
import dev.sluice.core.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which signatures in a client's turns are one provider's. A conversation may have been led with another one before,
 * whose signatures this one would refuse together with the whole request; so what goes to the client is marked, and of
 * what comes back only that is let through. Immutable, thread-safe.
 */
record Signatures(String mark) {

    static Signatures of(Format provider) {
        return new Signatures(provider.endpoint(Delivery.WHOLE).name().toLowerCase(Locale.ROOT) + ":");
    }

    /** Marks what an answer is signed with. */
    MarkedAnswer marking(AnswerEvents to) {
        return new MarkedAnswer(mark, to);
    }

    /** Unmarks the provider's own signatures, and takes the others away. */
    RequestReader.Turns own(RequestReader.Turns to) {
        return turn -> to.turn(isSigned(turn) ? own(turn) : turn);
    }

    private static boolean isSigned(Turn turn) {
        for (Part part : turn.parts()) {
            if (part instanceof Part.HiddenThinking || part instanceof Part.Thinking || part instanceof Part.ToolCall) {
                return true;
            }
        }
        return false;
    }

    private Turn own(Turn turn) {
        List<Part> parts = new ArrayList<>(turn.parts().size());
        for (Part part : turn.parts()) {
            Part own = own(part);
            if (own != null) {
                parts.add(own);
            }
        }
        return new Turn(turn.role(), parts, turn.path());
    }

    private @Nullable Part own(Part part) {
        if (part instanceof Part.HiddenThinking hidden) {
            String sealed = unmarked(hidden.sealed());
            return sealed == null ? null : new Part.HiddenThinking(sealed);
        }
        if (part instanceof Part.Thinking thinking) {
            return new Part.Thinking(thinking.text(), unmarked(thinking.signature()));
        }
        if (part instanceof Part.ToolCall call) {
            return new Part.ToolCall(call.id(), call.name(), call.argumentsJson(), unmarked(call.signature()));
        }
        return part;
    }

    private @Nullable String unmarked(@Nullable String signature) {
        return signature != null && signature.startsWith(mark) ? signature.substring(mark.length()) : null;
    }
}
