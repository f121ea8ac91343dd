package dev.sluice.core.chat;

/** Whether the model may or must call a tool. */
public sealed interface ToolChoice {

    /** What holds for all tools. */
    enum Any implements ToolChoice {
        AUTO,
        NONE,
        /** At least one tool must be called. */
        REQUIRED
    }

    /** This tool must be called. */
    record Named(String name) implements ToolChoice {}
}
