package dev.sluice.core.chat;

import java.util.List;

/**
 * One message of a conversation.
 *
 * @param path where it stands in the request, such as {@code messages.3}: for what a client is told
 */
public record Turn(Role role, List<Part> parts, String path) {

    public Turn {
        parts = List.copyOf(parts);
    }
}
