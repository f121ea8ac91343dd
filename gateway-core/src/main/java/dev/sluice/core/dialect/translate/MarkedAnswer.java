package dev.sluice.core.dialect.translate;

import dev.sluice.core.chat.AnswerEvents;
import dev.sluice.core.chat.Finish;
import dev.sluice.core.request.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Passes an answer on, its signatures with a mark in front, and knows whether it ended for a reason that clients are
 * not told as it is. Single-threaded.
 */
final class MarkedAnswer implements AnswerEvents {

    private final String mark;
    private final AnswerEvents to;

    private boolean started;
    private boolean finished;
    private boolean saysWhy = true;

    /** Whether a signature has begun that may go on. */
    private boolean signing;

    MarkedAnswer(String mark, AnswerEvents to) {
        this.mark = mark;
        this.to = to;
    }

    @Override
    public void started(String id, String model) {
        started = true;
        to.started(id, model);
    }

    @Override
    public void text(String delta) {
        signing = false;
        to.text(delta);
    }

    @Override
    public void refusal(String delta) {
        signing = false;
        to.refusal(delta);
    }

    @Override
    public void thinking(String delta) {
        signing = false;
        to.thinking(delta);
    }

    @Override
    public void signature(String signature) {
        to.signature(signing ? signature : mark + signature);
        signing = true;
    }

    @Override
    public void hiddenThinking(String sealed) {
        signing = false;
        to.hiddenThinking(mark + sealed);
    }

    @Override
    public void toolCall(String id, String name, @Nullable String signature) {
        signing = false;
        to.toolCall(id, name, signature == null ? null : mark + signature);
    }

    @Override
    public void arguments(String delta) {
        to.arguments(delta);
    }

    @Override
    public void usage(Usage usage) {
        to.usage(usage);
    }

    @Override
    public void finished(Finish why, @Nullable String stopSequence) {
        finished = true;
        saysWhy &= why != Finish.OTHER && why != Finish.PAUSED;
        to.finished(why == Finish.OTHER ? Finish.STOP : why, stopSequence);
    }

    @Override
    public void ended() {
        finished = true;
        to.ended();
    }

    /** Whether the client is told why it ended: not that it is complete, where nobody knows that. */
    boolean saysWhy() {
        return saysWhy;
    }

    /** Ends it here, as one that may be no longer; false where it has not begun, or has said why it ends. */
    boolean truncate(Usage used) {
        if (!started || finished) {
            return false;
        }
        usage(used);
        finished(Finish.LENGTH, null);
        ended();
        return true;
    }
}
