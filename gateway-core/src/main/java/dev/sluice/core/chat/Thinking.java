package dev.sluice.core.chat;

/** How much the model should think before it answers; and whether it shows what it thought. */
public record Thinking(Effort effort, int budgetTokens, boolean shown) {

    /** The budget is not said, only the effort. */
    public static final int NO_BUDGET = -1;

    /** Thinking in words. {@code BUDGET}: only the budget is said; {@code ADAPTIVE}: the model decides. */
    public enum Effort {
        NONE,
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH,
        XHIGH,
        BUDGET,
        ADAPTIVE
    }

    /** The tokens for an effort, where a format counts: 1024 for minimal, to 32768 for the highest. */
    public int tokens() {
        return switch (effort) {
            case NONE -> 0;
            case MINIMAL -> 1024;
            case LOW -> 2048;
            case MEDIUM, ADAPTIVE -> 8192;
            case HIGH -> 24_576;
            case XHIGH -> 32_768;
            case BUDGET -> budgetTokens;
        };
    }

    /** The effort for a budget, where a format has words. */
    public Effort words() {
        if (effort != Effort.BUDGET) {
            return effort == Effort.ADAPTIVE ? Effort.MEDIUM : effort;
        }
        if (budgetTokens == 0) {
            return Effort.NONE;
        }
        return budgetTokens <= 2048 ? Effort.LOW : budgetTokens <= 8192 ? Effort.MEDIUM : Effort.HIGH;
    }
}
