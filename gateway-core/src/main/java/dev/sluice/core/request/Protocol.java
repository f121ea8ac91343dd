package dev.sluice.core.request;

/** The wire protocols that endpoints speak: in whose words requests come, and answers and errors go. */
public enum Protocol {
    OPENAI,
    ANTHROPIC,
    GEMINI
}
