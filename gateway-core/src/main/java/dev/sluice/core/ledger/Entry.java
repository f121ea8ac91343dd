package dev.sluice.core.ledger;

import dev.sluice.core.request.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One exchange in the ledger: all that is kept of it, and never a prompt or an answer.
 *
 * @param idHigh the upper half of the gateway's own 128-bit id of the exchange
 * @param idLow the lower half
 * @param endedEpochMillis when it was settled
 * @param user null where the key has none
 * @param model as the client calls it
 * @param status that its client got; 0: it was open when the process ended
 * @param usage all attempts together
 * @param estimated whether some of it was counted by the gateway
 * @param priceVersion what the cost was computed with, so that it can be computed again
 * @param prepaid whether the cost is taken from the user's balance
 * @param trial whether it is taken from the user's trial
 * @param elsewhere what of it was used at other groups than {@code provider}; told to whoever adds up, and not kept
 */
public record Entry(
        long idHigh,
        long idLow,
        long endedEpochMillis,
        String tenant,
        @Nullable String user,
        String key,
        @Nullable String role,
        String model,
        String provider,
        int status,
        Usage usage,
        boolean estimated,
        long picoDollars,
        String priceVersion,
        boolean prepaid,
        boolean trial,
        List<Share> elsewhere) {

    public Entry {
        elsewhere = List.copyOf(elsewhere);
    }

    /** The same, with what was used at other groups. */
    public Entry with(List<Share> others) {
        if (others.isEmpty() && elsewhere.isEmpty()) {
            return this;
        }
        return having(usage, picoDollars, others);
    }

    /** Which exchange's it is. */
    public ExchangeId exchangeId() {
        return new ExchangeId(idHigh, idLow);
    }

    /** Whether the process had ended before the exchange did: it was settled at a start, at what was known by then. */
    public boolean wasCutShort() {
        return status == 0;
    }

    /** The same exchange, if it used nothing. */
    public Entry withNothingUsed() {
        return having(Usage.NONE, 0, List.of());
    }

    private Entry having(Usage used, long cost, List<Share> others) {
        return new Entry(
                idHigh,
                idLow,
                endedEpochMillis,
                tenant,
                user,
                key,
                role,
                model,
                provider,
                status,
                used,
                estimated,
                cost,
                priceVersion,
                prepaid,
                trial,
                others);
    }
}
