package dev.sluice.core.chat;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes requests of one format. Stateless, thread-safe. */
public interface RequestWriter {

    /**
     * Writes a request whole: one JSON object.
     *
     * @param turns gives the turns, in order; to be called once
     * @return whether anything is left of what the turns say
     */
    boolean write(JsonGenerator out, Draft draft, TurnSource turns) throws IOException, UncarriedException;

    /**
     * What is written besides the turns.
     *
     * @param model the provider's name of the model
     * @param delivery whether a stream is asked for
     * @param extras written by the writer as members of the outermost object (once, at any place in it)
     * @param losses takes what the format cannot say
     */
    record Draft(String model, Delivery delivery, ChatOptions options, Extras extras, Losses losses) {}

    /** Where turns come from. */
    @FunctionalInterface
    interface TurnSource {
        void tell(RequestReader.Turns to) throws IOException, UncarriedException;
    }
}
