package dev.sluice.loads.http;

import java.nio.charset.StandardCharsets;

/** An answer as it was received: status 0 when no head came. The body is shared, not copied: do not write to it. */
public record Answer(Head head, byte[] body, Ending ending) {

    public int status() {
        return head.status();
    }

    public boolean complete() {
        return ending == Ending.COMPLETE;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
