package dev.sluice.core.dialect.translate.messages;

/**
 * Whether the model may think about what comes next: Anthropic refuses thinking where the model is still at the calls
 * of tools that it began without. Followed message by message; single-threaded.
 */
final class ToolLoop {

    private boolean results;
    private boolean signed;
    private boolean bare;

    /** Another message begins. */
    void message() {
        results = false;
        signed = false;
    }

    /** The model thought, and signed it. */
    void thought() {
        signed = true;
    }

    /** The model called a tool. */
    void call() {
        bare |= !signed;
    }

    /** A tool answered. */
    void result() {
        results = true;
    }

    /** The user spoke: where no tool did in the same message, what comes next is another matter. */
    void user() {
        bare &= results;
    }

    boolean mayThink() {
        return !bare;
    }
}
