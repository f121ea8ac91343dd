package dev.sluice.core.store.redis;

import dev.sluice.core.account.Scope;
import dev.sluice.core.cache.Digest;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.ledger.Period;
import dev.sluice.core.ledger.Sums;
import dev.sluice.core.store.ResponseHome;

/**
 * The names of what is kept in Redis. What counts has one hash tag, so that one script sees all of it also in a
 * cluster; accounts and providers' keys have one each, and each response and each cached answer its own.
 *
 * @param prefix of {@code store.prefix}: no brace, no colon
 */
record RedisKeys(String prefix) {

    /** Tells one life of what is kept from another: made when it is missing. */
    String generation() {
        return counted("generation");
    }

    /** A hash: entries that ended in one minute, by {@link EntryCodec#field}. */
    String usage(long endedEpochMillis) {
        return usageOf(minute(endedEpochMillis));
    }

    String usageOf(long minute) {
        return counted("usage:" + minute);
    }

    /** A sorted set: the minutes of which there are entries, each its own score. */
    String minutes() {
        return counted("minutes");
    }

    static long minute(long epochMillis) {
        return Math.floorDiv(epochMillis, 60_000L);
    }

    /** A hash with what somebody has used in a day or month: {@code r}equests, {@code t}okens, {@code p}ico-dollars. */
    String sum(Sums.Key key) {
        return sum(key.holder(), key.period(), key.number());
    }

    String sum(Holder holder, Period period, long number) {
        return counted("sum:" + member(holder) + ":" + stretch(period, number));
    }

    /** For how long the sums of a day or month are kept: for longer than anybody asks for them. */
    static long keptSeconds(Period period) {
        return switch (period) {
            case DAY -> 3 * 86_400L;
            case MONTH -> 70 * 86_400L;
        };
    }

    /** A set of those who have used something in a day or month, each as {@link #member}. */
    String sums(Period period, long number) {
        return counted("sums:" + stretch(period, number));
    }

    static String member(Holder holder) {
        return holder.scope().name() + ":" + holder.id();
    }

    static Holder holder(String member) {
        int colon = member.indexOf(':');
        return new Holder(Scope.valueOf(member.substring(0, colon)), member.substring(colon + 1));
    }

    private static String stretch(Period period, long number) {
        return (period == Period.DAY ? "d" : "m") + number;
    }

    /** A hash: users' credits in pico-dollars. */
    String balances() {
        return counted("balances");
    }

    /** A sorted set: users whose credits have paid, by the number of the last fold that was theirs. */
    String spendings() {
        return counted("spendings");
    }

    /** How many folds there were that credits have paid for: the number of the last. */
    String spendingNumber() {
        return counted("spending-number");
    }

    /** A hash: a user's changes of credits by idempotency key, each as number, amount, balance and time. */
    String credits(String user) {
        return counted("credits:" + user);
    }

    /** A sorted set: idempotency keys of a user's changes of credits, by number. */
    String creditOrder(String user) {
        return counted("credit-order:" + user);
    }

    /** How many changes of credits were made: the number of the last. */
    String creditNumber() {
        return counted("credit-number");
    }

    /** A hash with what a user's trial has used: as {@link #sum}. */
    String trial(String user) {
        return counted("trial:" + user);
    }

    /** A set of the users whose trial has used something. */
    String trials() {
        return counted("trials");
    }

    /** What is counted, limited and paid: all on one shard. */
    String counted(String name) {
        return "{" + prefix + "}:" + name;
    }

    /** A hash: rows of accounts or of providers' keys. */
    String rows(Feed feed) {
        return feed(feed, "rows");
    }

    /** The number of the last change there. */
    String version(Feed feed) {
        return feed(feed, "version");
    }

    /** A stream of the latest changes there, each with its number as its id. */
    String changes(Feed feed) {
        return feed(feed, "changes");
    }

    /** The number of the last row of providers' keys that was new. */
    String rowNumber() {
        return feed(Feed.PROVIDER_KEYS, "row-number");
    }

    /** What rows of accounts have taken for themselves alone begins with this: a hash for each kind and owner. */
    String spans() {
        return feed(Feed.ACCOUNTS, "spans:");
    }

    /** A hash: of each row of accounts that has a span, the kind and the owner. */
    String spanOwners() {
        return feed(Feed.ACCOUNTS, "span-owners");
    }

    private String feed(Feed feed, String name) {
        return feed == Feed.CREDITS ? counted("credit-" + name) : "{" + prefix + ":" + feed.tag() + "}:" + name;
    }

    /** Where a response lives. */
    String home(ResponseHome.Id id) {
        return homes() + id.owner() + "}:" + id.response();
    }

    /** What the names of all responses begin with. */
    String homes() {
        return "{" + prefix + ":home:";
    }

    /** Before when responses made are forgotten. */
    String homesBefore() {
        return "{" + prefix + ":homes}:before";
    }

    /** An answer that gateways share. */
    String answer(Digest exact) {
        return answers() + exact.hex() + "}";
    }

    /** What the names of all shared answers begin with. */
    String answers() {
        return "{" + prefix + ":cache:";
    }

    /** The channel on which it is told that a feed has changed. */
    String channel() {
        return prefix + ":changes";
    }
}
