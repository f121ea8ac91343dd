package dev.sluice.core.chat;

/** Who speaks in a turn. */
public enum Role {
    /** The application, to the model: OpenAI's system and developer, Anthropic's and Gemini's system. */
    SYSTEM,
    USER,
    /** The model. */
    ASSISTANT,
    /** What tools gave: such a turn holds nothing but {@link Part.ToolResult}. */
    TOOL
}
