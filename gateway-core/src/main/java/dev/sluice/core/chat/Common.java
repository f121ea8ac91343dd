package dev.sluice.core.chat;

/** What all formats can ask for, each under a name of its own: for what a client is told. */
public enum Common {
    SYSTEM("system"),
    STOP("stop"),
    TOOL_CHOICE("tool_choice"),
    SHAPE("response_format"),
    THINKING("reasoning_effort"),
    /** The conversation itself. */
    TURNS("messages");

    private final String usual;

    Common(String usual) {
        this.usual = usual;
    }

    /** Its name in chat completions. */
    public String usual() {
        return usual;
    }
}
