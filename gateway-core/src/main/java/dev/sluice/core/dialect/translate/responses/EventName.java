package dev.sluice.core.dialect.translate.responses;

import dev.sluice.core.chat.SseWriter;

/** The name of an event, with the bytes that an event of that name begins with. Immutable. */
final class EventName {

    private final String type;
    private final byte[] beginning;

    EventName(String type) {
        this.type = type;
        this.beginning = SseWriter.named(type);
    }

    String type() {
        return type;
    }

    /** Shared: not to be changed. */
    byte[] beginning() {
        return beginning;
    }
}
