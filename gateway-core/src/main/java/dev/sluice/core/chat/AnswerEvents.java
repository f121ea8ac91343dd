package dev.sluice.core.chat;

import dev.sluice.core.request.Usage;
import org.jspecify.annotations.Nullable;

/**
 * An answer, piece by piece, in the order in which the provider gives it: {@link #started} first, then the content,
 * {@link #finished}, and {@link #ended} last. A whole answer is told in the same way. Implementations write what they
 * hear in one format; single-threaded, bounded in memory: beyond its bounds one throws an
 * {@link java.io.UncheckedIOException}, and is of no further use.
 */
public interface AnswerEvents {

    /**
     * @param id the provider's id of the answer; empty where it has none
     * @param model the model that answers, as the provider calls it; empty where it does not say
     */
    void started(String id, String model);

    /** Text goes on. */
    void text(String delta);

    /** The words in which the model declines go on. */
    void refusal(String delta);

    /** Thoughts go on. */
    void thinking(String delta);

    /** The thoughts so far are signed with this, which the provider wants back. */
    void signature(String signature);

    /** Thoughts that only the provider can read. */
    void hiddenThinking(String sealed);

    /**
     * The model begins to call a tool. What call comes next begins only after the arguments of this are complete.
     *
     * @param id empty where the format has none
     * @param signature what the provider wants back with the call; null where it wants nothing
     */
    void toolCall(String id, String name, @Nullable String signature);

    /** The JSON text of the arguments of the call that began last goes on. */
    void arguments(String delta);

    /** All that has been used so far; what is told later replaces what was told before. */
    void usage(Usage usage);

    /**
     * Why the content ends. Usage may still follow.
     *
     * @param stopSequence the text at which it ended, where that is known
     */
    void finished(Finish why, @Nullable String stopSequence);

    /** Nothing more comes. */
    void ended();
}
