package dev.sluice.core.dialect.translate.completions;

import dev.sluice.core.chat.AnswerEvents;
import java.io.IOException;
import java.util.BitSet;

/**
 * Puts the tool calls of a stream together. A call is known by its index; where all have the same, or none, by its id.
 * Calls come one after the other, and none goes on when the next has begun. Keeps no arguments. Single-threaded.
 */
final class CallPieces {

    static final int MOST_CALLS = 4096;

    private final AnswerEvents to;
    private final BitSet seen = new BitSet();
    private int index = CallPiece.NO_INDEX;
    private String id = "";
    private boolean named;
    private int begun;

    CallPieces(AnswerEvents to) {
        this.to = to;
    }

    /** How many calls there are so far. */
    int begun() {
        return begun;
    }

    /** @throws IOException where a call goes on that was over, or one has arguments but no name */
    void take(CallPiece piece) throws IOException {
        if (isNew(piece)) {
            begin(piece);
        } else if (isOver(piece)) {
            if (!piece.arguments().isEmpty()) {
                throw new IOException("tool calls in turns");
            }
            return;
        }
        if (!named) {
            name(piece);
        }
        if (!piece.arguments().isEmpty()) {
            to.arguments(piece.arguments());
        }
    }

    private boolean isNew(CallPiece piece) {
        if (begun == 0 || (piece.index() != CallPiece.NO_INDEX && piece.index() != index)) {
            return !isOver(piece);
        }
        if (piece.name().isEmpty()) {
            return false;
        }
        return piece.id().isEmpty()
                ? piece.index() == CallPiece.NO_INDEX && named
                : !piece.id().equals(id) && named;
    }

    private boolean isOver(CallPiece piece) {
        return piece.index() != CallPiece.NO_INDEX && piece.index() != index && seen.get(piece.index());
    }

    private void begin(CallPiece piece) throws IOException {
        index = piece.index();
        if (index >= MOST_CALLS || begun >= MOST_CALLS) {
            throw new IOException("more tool calls than " + MOST_CALLS);
        }
        if (index != CallPiece.NO_INDEX) {
            seen.set(index);
        }
        begun++;
        id = "";
        named = false;
    }

    private void name(CallPiece piece) throws IOException {
        if (id.isEmpty()) {
            id = piece.id();
        }
        if (!piece.name().isEmpty()) {
            named = true;
            to.toolCall(id, piece.name(), piece.signature());
        } else if (!piece.arguments().isEmpty()) {
            throw new IOException("a tool call without a name");
        }
    }
}
