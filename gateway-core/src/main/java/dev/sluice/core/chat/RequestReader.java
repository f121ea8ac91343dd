package dev.sluice.core.chat;

import java.io.IOException;

/** Reads requests of one format. Stateless, thread-safe. */
public interface RequestReader {

    /**
     * Reads all but the turns, which it passes over.
     *
     * @param extras takes the members that are not common to all formats
     * @param losses takes what the neutral words cannot say
     */
    ChatOptions options(JsonSource request, Extras extras, Losses losses) throws IOException, UncarriedException;

    /** Reads the turns, one after the other, and keeps none. */
    void turns(JsonSource request, Turns turns, Losses losses) throws IOException, UncarriedException;

    /** How this format calls what is common to all; a path in a request. */
    default String name(Common member) {
        return member.usual();
    }

    /** Who hears the turns. */
    @FunctionalInterface
    interface Turns {
        void turn(Turn turn) throws IOException, UncarriedException;
    }
}
