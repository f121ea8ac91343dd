package dev.sluice.netty.exchange;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.price.PicoDollars;
import java.util.Locale;

/** Puts into words why a request may not go on. Stateless. */
final class Denials {

    private static final int SOON_SECONDS = 1;

    private Denials() {}

    static Failure failure(Denied why) {
        LimitKind kind = why.kind();
        return switch (kind) {
            case CREDITS ->
                Failure.of(
                        Code.INSUFFICIENT_CREDITS,
                        "The credits of this key's user do not pay for what the request may use.");
            case TRIAL -> Failure.of(Code.INSUFFICIENT_QUOTA, "The trial of this key's user is used up (trial).");
            case PLAN, DAY_BUDGET, MONTH_BUDGET -> failure(Code.INSUFFICIENT_QUOTA, "Quota", why);
            default -> failure(Code.RATE_LIMIT_EXCEEDED, "Rate limit", why);
        };
    }

    static Failure trialExpired() {
        return Failure.of(Code.TRIAL_EXPIRED, "The trial of this key's user is over; subscribe to a plan to go on.");
    }

    /** What cannot be written down is not done. */
    static Failure unwritable() {
        return new Failure(
                Code.JOURNAL_UNAVAILABLE,
                "The gateway cannot write down what the request will use; try again in a moment.",
                null,
                SOON_SECONDS);
    }

    /** What other gateways have used cannot be found out. */
    static Failure unshared() {
        return new Failure(
                Code.LIMITS_UNAVAILABLE,
                "The gateway cannot find out what is left of this key's limits; try again in a moment.",
                null,
                SOON_SECONDS);
    }

    private static Failure failure(Code code, String what, Denied why) {
        String name = name(why.kind());
        String message = what + " reached: " + name + " of the "
                + why.scope().name().toLowerCase(Locale.ROOT) + ", which is " + limit(why) + ".";
        return new Failure(code, message, null, seconds(why.retryAfterMillis()));
    }

    /** Rounded up: one that comes then is not refused for the same reason. */
    private static int seconds(long millis) {
        return (int) Math.min(Integer.MAX_VALUE, (millis + 999) / 1_000);
    }

    private static String limit(Denied why) {
        return why.kind().counted() == Counted.MONEY
                ? PicoDollars.usd(why.limit()).stripTrailingZeros().toPlainString() + " USD"
                : Long.toString(why.limit());
    }

    private static String name(LimitKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
