package dev.sluice.core.price;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Amounts as whole pico-dollars (10⁻¹² USD): a price per token of 10⁻⁶ USD is 1,000,000 of them. Decimals come in and
 * go out as {@link BigDecimal}; nothing is ever a floating-point number.
 */
public final class PicoDollars {

    private static final int DECIMALS = 12;
    /** More decimals than any price has; what is smaller is nothing, and must not be computed at length. */
    private static final int MOST_DECIMALS = 64;

    private static final BigDecimal MOST_FOR_A_TOKEN = BigDecimal.ONE;
    private static final BigDecimal MOST_FOR_ANYTHING = BigDecimal.valueOf(10_000);

    private PicoDollars() {}

    /** What is wrong with a price in USD; null when nothing is. */
    static @Nullable String problem(Unit unit, BigDecimal usd) {
        if (usd.signum() < 0) {
            return "is negative";
        }
        BigDecimal most = unit.isToken() ? MOST_FOR_A_TOKEN : MOST_FOR_ANYTHING;
        return usd.compareTo(most) > 0 ? "is more than " + most.toPlainString() + " USD" : null;
    }

    /** A price in USD without {@link #problem}, to the nearest pico-dollar. */
    public static long of(BigDecimal usd) {
        if (usd.scale() - usd.precision() > MOST_DECIMALS) {
            return 0;
        }
        return usd.movePointRight(DECIMALS).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /** A price in USD for a million; exact with up to six decimals. */
    public static long ofMillion(BigDecimal usd) {
        return of(usd.movePointLeft(6));
    }

    /** An amount in USD, as short as it can be written. */
    public static BigDecimal usd(long picoDollars) {
        return BigDecimal.valueOf(picoDollars, DECIMALS).stripTrailingZeros();
    }
}
