package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.StreamParser;
import dev.sluice.core.request.Usage;
import java.io.IOException;

/** A stream that is written in the client's words as it is read, and that can be ended before its provider ends it. */
public interface TranslatedStream extends StreamParser {

    /**
     * Ends the answer here, as one that may be no longer; nothing more is to be fed.
     *
     * @param used all that was used, as far as it is known
     * @return false where nothing was written, as it has not begun, or has said already why it ends
     */
    boolean truncate(Usage used) throws IOException;

    /** As {@link Translation#answer} tells it of a whole one, once it has ended. */
    default boolean saysWhy() {
        return true;
    }
}
