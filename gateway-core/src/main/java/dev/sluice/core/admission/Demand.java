package dev.sluice.core.admission;

/**
 * What a request may use at the most: an upper bound wherever the request says how long its answer may be, else what
 * answers of the model have used so far.
 *
 * @param inputTokens an estimate of the prompt that is never too low by more than the documented factor
 * @param outputTokens the request's own limit, or what is learnt of the model
 * @param picoDollars what that costs at the dearest target that may serve it
 */
public record Demand(long inputTokens, long outputTokens, long picoDollars) {

    /** Nothing that is paid for. */
    public static final Demand NONE = new Demand(0, 0, 0);

    public long tokens() {
        return inputTokens + outputTokens;
    }

    /** Both together. */
    public Demand plus(Demand more) {
        return new Demand(
                inputTokens + more.inputTokens, outputTokens + more.outputTokens, picoDollars + more.picoDollars);
    }

    /** This without a part of it. */
    public Demand minus(Demand part) {
        return new Demand(
                inputTokens - part.inputTokens, outputTokens - part.outputTokens, picoDollars - part.picoDollars);
    }
}
