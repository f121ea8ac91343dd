package dev.sluice.core.manage;

import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.ledger.Ledger;
import dev.sluice.core.ledger.Ledger.Credit;
import dev.sluice.core.ledger.Ledger.CreditChange;
import dev.sluice.core.ledger.Ledger.Result;
import dev.sluice.core.price.PicoDollars;
import dev.sluice.core.store.StoreException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators do to users' credits: each change once, whatever is repeated, durable before it is answered, and in
 * force for the next request. Blocks. Thread-safe.
 */
public final class CreditAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(CreditAdmin.class);
    private static final BigDecimal MOST_USD = PicoDollars.usd(Ledger.MOST_CREDITS);
    private static final int DECIMALS = 6;
    private static final String KEY = "[!-~]{1,255}";
    private static final String NUMBER = "[0-9]{1,18}";

    private final Ledger ledger;
    private final Balances balances;
    private final Accounts accounts;
    private final Clock clock;

    CreditAdmin(Management.Books books) {
        this.ledger = books.store().ledger();
        this.balances = books.balances();
        this.accounts = books.accounts();
        this.clock = books.clock();
    }

    /** Which way credits go. */
    public enum Direction {
        TOP_UP,
        TAKE
    }

    /**
     * A change that is asked for.
     *
     * @param usd more than nothing, whichever way
     */
    public record Order(@Nullable BigDecimal usd, Direction direction, String idempotencyKey) {}

    /** What a user has: settled, and without what is reserved at the moment. */
    public record BalanceView(String user, BigDecimal balanceUsd, Page<CreditView> changes) {}

    /**
     * A change that was made.
     *
     * @param usd less than nothing: it was taken
     * @param balanceUsd after it
     * @param madeAt as in RFC 3339
     */
    public record CreditView(String idempotencyKey, BigDecimal usd, BigDecimal balanceUsd, String madeAt) {}

    /** @param repeated whether it had been made before, and nothing was changed now */
    public record ChangeView(String user, CreditView change, boolean repeated) {}

    /** Adds to a user's credits, or takes from them. */
    public Outcome<ChangeView> change(String user, Order order) {
        Optional<Refusal> refusal = unknown(user).or(() -> wrong(order));
        return refusal.isPresent() ? Outcome.refused(refusal.get()) : settled(user, order);
    }

    /** A user's credits, and how they came about: the latest changes first. */
    public Outcome<BalanceView> balance(String user, Page.Cut cut) {
        Optional<Refusal> refusal = unknown(user);
        if (refusal.isPresent()) {
            return Outcome.refused(refusal.get());
        }
        String after = cut.after();
        if (after != null && !after.matches(NUMBER)) {
            return Outcome.refused(Refusal.invalid("after", "must be the next of the page before"));
        }
        long before = after == null ? Long.MAX_VALUE : Long.parseLong(after);
        try {
            List<Credit> found = ledger.credits(user, before, cut.limit() + 1);
            List<Credit> shown = found.subList(0, Math.min(cut.limit(), found.size()));
            String next = found.size() > shown.size()
                    ? Long.toString(shown.get(shown.size() - 1).number())
                    : null;
            Page<CreditView> page =
                    new Page<>(shown.stream().map(CreditAdmin::view).toList(), next);
            return Outcome.done(new BalanceView(user, PicoDollars.usd(ledger.balance(user)), page));
        } catch (StoreException e) {
            return failed("credits could not be read", e);
        }
    }

    private Optional<Refusal> unknown(String user) {
        return accounts.item(ItemKind.USER, user) != null
                ? Optional.empty()
                : Optional.of(Refusal.notFound("user_not_found", "there is no user of this id"));
    }

    private static Optional<Refusal> wrong(Order order) {
        if (!order.idempotencyKey().matches(KEY)) {
            return Optional.of(Refusal.invalid("idempotency-key", "must be 1 to 255 visible ASCII characters"));
        }
        BigDecimal usd = order.usd();
        if (usd == null) {
            return Optional.of(Refusal.invalid("usd", "is missing"));
        }
        if (usd.signum() <= 0) {
            return Optional.of(Refusal.invalid("usd", "must be more than 0"));
        }
        if (usd.compareTo(MOST_USD) > 0) {
            return Optional.of(Refusal.invalid("usd", "must be at most " + MOST_USD.toPlainString()));
        }
        // Before it is stripped, for that takes as long as the number has digits.
        return usd.precision() > 50 || usd.stripTrailingZeros().scale() > DECIMALS
                ? Optional.of(Refusal.invalid("usd", "must have at most " + DECIMALS + " decimals"))
                : Optional.empty();
    }

    private Outcome<ChangeView> settled(String user, Order order) {
        long amount = PicoDollars.of(order.usd() == null ? BigDecimal.ZERO : order.usd());
        long signed = order.direction() == Direction.TAKE ? -amount : amount;
        try {
            CreditChange change = balances.credit(user, signed, order.idempotencyKey(), clock.millis());
            if (change.result() == Result.MADE) {
                LOG.info("user {}: credits changed by {} USD", user, usd(signed).toPlainString());
            }
            return answered(change, order.idempotencyKey());
        } catch (StoreException e) {
            return failed("the change may not have been made: repeat it with the same key", e);
        }
    }

    private static Outcome<ChangeView> answered(CreditChange change, String key) {
        return switch (change.result()) {
            case MADE, REPEATED ->
                Outcome.done(new ChangeView(
                        change.user(),
                        view(new Credit(0, key, change.picoDollars(), change.balance(), change.madeEpochMillis())),
                        change.result() == Result.REPEATED));
            case KEY_REUSED ->
                Outcome.refused(Refusal.conflict(
                        "idempotency_key_reused", "this idempotency key is that of a change by another amount"));
            case TOO_MUCH ->
                Outcome.refused(Refusal.conflict(
                        "balance_limit", "a user may have at most " + MOST_USD.toPlainString() + " USD"));
            case TOO_LITTLE ->
                Outcome.refused(Refusal.conflict("insufficient_credits", "the user has not so much to take"));
        };
    }

    private static CreditView view(Credit credit) {
        return new CreditView(
                credit.idempotencyKey(),
                usd(credit.picoDollars()),
                usd(credit.balance()),
                Instant.ofEpochMilli(credit.madeEpochMillis()).toString());
    }

    private static BigDecimal usd(long picoDollars) {
        return PicoDollars.usd(picoDollars);
    }

    private static <T> Outcome<T> failed(String what, StoreException cause) {
        LOG.warn("credits: {}", cause.getMessage());
        return Outcome.refused(Refusal.unavailable("store_failed", what + "; the log says why"));
    }
}
