package dev.sluice.core.request;

import dev.sluice.core.request.JsonScanner.Event;
import dev.sluice.core.request.JsonScanner.Kind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the top-level {@code id} of a JSON object as it passes, and looks no further. Single-threaded; bounded memory;
 * borrows the parts.
 */
public final class IdPeek {

    private static final int MOST = 256;

    private final JsonScanner scanner = new JsonScanner();
    private @Nullable String id;
    private boolean over;

    /** The id, once it has passed whole; null where there is none, or it is no short text. */
    public @Nullable String id() {
        return id;
    }

    /** Looks at the next bytes; position and limit are left as they were. */
    public void read(ByteBuffer part) {
        if (over) {
            return;
        }
        scanner.part(part.position());
        while (!over) {
            Event event = scanner.next(part, part.limit());
            switch (event) {
                case MORE -> {
                    return;
                }
                case KEY -> {
                    if (scanner.text().is("id")) {
                        scanner.watch();
                    }
                }
                case VALUE -> end();
                case OPEN, CLOSE, INVALID -> over = true;
            }
        }
    }

    private void end() {
        over = true;
        CapturedText text = scanner.text();
        if (scanner.kind() == Kind.STRING && !text.overflows() && text.length() <= MOST) {
            id = text.string(null);
        }
    }
}
