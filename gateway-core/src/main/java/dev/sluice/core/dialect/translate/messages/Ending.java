package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What an answer says at its end: why it stops, and what was used. Anthropic has a reason of its own for an answer that
 * calls tools and for one that declines, where others just stop. Single-threaded.
 */
final class Ending {

    private Usage usage = Usage.NONE;
    private @Nullable Finish why;
    private @Nullable String stopSequence;
    private boolean refused;
    private boolean called;

    void usage(Usage latest) {
        usage = latest;
    }

    Usage usage() {
        return usage;
    }

    /** The model declines. */
    void refused() {
        refused = true;
    }

    /** The model calls a tool. */
    void called() {
        called = true;
    }

    void finished(Finish finish, @Nullable String at) {
        why = finish;
        stopSequence = at;
    }

    /** Members of the object that is being written; null where no one said why it stops. */
    void writeReason(JsonGenerator out) throws IOException {
        out.writeStringField("stop_reason", reason());
        out.writeStringField("stop_sequence", stopSequence);
    }

    private @Nullable String reason() {
        Finish finish = why;
        if (finish == null) {
            return null;
        }
        if (finish == Finish.STOP) {
            finish = refused ? Finish.CONTENT_FILTER : called ? Finish.TOOL_CALLS : Finish.STOP;
        }
        return StopReasons.word(finish);
    }
}
