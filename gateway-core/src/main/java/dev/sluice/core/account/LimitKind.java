package dev.sluice.core.account;

/** What is limited, the {@code limit_type} label in lower case: a closed list. */
public enum LimitKind {
    /** Exchanges under way at the same time. */
    CONCURRENCY(Counted.EXCHANGES, Window.NONE),
    /** Requests at once: a bucket that is refilled at the rate of the minute's requests. */
    BURST(Counted.REQUESTS, Window.NONE),
    SECOND_REQUESTS(Counted.REQUESTS, Window.SECOND),
    MINUTE_REQUESTS(Counted.REQUESTS, Window.MINUTE),
    HOUR_REQUESTS(Counted.REQUESTS, Window.HOUR),
    DAY_REQUESTS(Counted.REQUESTS, Window.DAY),
    MONTH_REQUESTS(Counted.REQUESTS, Window.MONTH),
    MINUTE_TOKENS(Counted.TOKENS, Window.MINUTE),
    HOUR_TOKENS(Counted.TOKENS, Window.HOUR),
    DAY_TOKENS(Counted.TOKENS, Window.DAY),
    MONTH_TOKENS(Counted.TOKENS, Window.MONTH),
    DAY_BUDGET(Counted.MONEY, Window.DAY),
    MONTH_BUDGET(Counted.MONEY, Window.MONTH),
    /** A user's balance. */
    CREDITS(Counted.MONEY, Window.NONE),
    /** A plan's allowance of the day or month; the plan's own limits are of the kinds above. */
    PLAN(Counted.REQUESTS, Window.NONE),
    /** What a trial allows. */
    TRIAL(Counted.REQUESTS, Window.NONE);

    private final Counted counted;
    private final Window window;

    LimitKind(Counted counted, Window window) {
        this.counted = counted;
        this.window = window;
    }

    /** What is counted. */
    public enum Counted {
        EXCHANGES,
        REQUESTS,
        /** Input and output together. */
        TOKENS,
        /** Pico-dollars. */
        MONEY
    }

    /** For how long. Seconds, minutes and hours slide; days and months are those of the calendar, in UTC. */
    public enum Window {
        NONE,
        SECOND,
        MINUTE,
        HOUR,
        DAY,
        MONTH
    }

    public Counted counted() {
        return counted;
    }

    public Window window() {
        return window;
    }
}
