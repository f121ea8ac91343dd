package dev.sluice.core.dialect.translate.messages;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.chat.Thinking;
import dev.sluice.core.chat.Thinking.Effort;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a request tells a model how much to think: a budget of tokens, or, for Claude from 4.6 on, which would refuse or
 * disapprove of budgets, by an effort. Immutable.
 *
 * @param tokens that are to be added to those of the answer
 * @param effort null where it is not said
 */
record Thoughts(Mode mode, long tokens, @Nullable String effort, boolean shown) {

    /** Of which Anthropic takes nothing smaller. */
    private static final int LEAST = 1024;

    /** What is said. */
    enum Mode {
        NOTHING,
        DISABLED,
        BUDGET,
        ADAPTIVE
    }

    private static final Thoughts NOTHING = new Thoughts(Mode.NOTHING, 0, null, false);

    /** @param maxTokens of the whole answer; 0 where the client does not say */
    static Thoughts of(@Nullable Thinking thinking, String model, long maxTokens) {
        if (thinking == null) {
            return NOTHING;
        }
        if (thinking.words() == Effort.NONE) {
            return new Thoughts(Mode.DISABLED, 0, null, false);
        }
        if (ClaudeVersion.of(model).decidesHowMuchToThink()) {
            return new Thoughts(Mode.ADAPTIVE, thinking.tokens(), effort(thinking), thinking.shown());
        }
        long budget = Math.max(LEAST, thinking.tokens());
        if (maxTokens > 0 && budget >= maxTokens) {
            budget = maxTokens - maxTokens / 4;
        }
        return budget < LEAST || budget == maxTokens
                ? NOTHING
                : new Thoughts(Mode.BUDGET, budget, null, thinking.shown());
    }

    /** Whether a client wants the model to think, and it does not: below what the answer may have is no room for it. */
    static boolean haveNoRoom(@Nullable Thinking wanted, Thoughts thoughts) {
        return wanted != null && wanted.words() != Effort.NONE && thoughts.mode() == Mode.NOTHING;
    }

    static Thoughts nothing() {
        return NOTHING;
    }

    private static @Nullable String effort(Thinking thinking) {
        if (thinking.effort() == Effort.ADAPTIVE) {
            return null;
        }
        return switch (thinking.words()) {
            case MINIMAL, LOW -> "low";
            case HIGH -> "high";
            case XHIGH -> "max";
            default -> "medium";
        };
    }

    /** Whether the model thinks: then there are things that it cannot be asked for. */
    boolean isThinking() {
        return mode == Mode.BUDGET || mode == Mode.ADAPTIVE;
    }

    void write(JsonGenerator out) throws IOException {
        if (mode == Mode.NOTHING) {
            return;
        }
        out.writeObjectFieldStart("thinking");
        switch (mode) {
            case NOTHING, DISABLED -> out.writeStringField("type", "disabled");
            case BUDGET -> {
                out.writeStringField("type", "enabled");
                out.writeNumberField("budget_tokens", tokens);
            }
            case ADAPTIVE -> out.writeStringField("type", "adaptive");
        }
        if (isThinking() && !shown) {
            out.writeStringField("display", "omitted");
        } else if (mode == Mode.ADAPTIVE) {
            out.writeStringField("display", "summarized");
        }
        out.writeEndObject();
    }
}
