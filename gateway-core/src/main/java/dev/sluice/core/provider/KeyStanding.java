package dev.sluice.core.provider;

import java.util.concurrent.TimeUnit;

/**
 * All that is known of a key at one moment, and what each event makes of it. Immutable.
 *
 * @param failures counted failures since the last success
 * @param providerFailures those of them that were the provider's own, should it turn out to fail as a whole
 * @param limits 429s in a row, those that came while it cooled left out: a burst is one
 * @param healthPercent ModelGate's health of a key, 0 to 100
 * @param wakeAt when it has cooled, by the ticker
 * @param wakeAtEpochMillis the same by the clock on the wall; 0 when it does not cool
 */
record KeyStanding(
        KeyState state,
        KeyReason reason,
        int failures,
        int providerFailures,
        int limits,
        int healthPercent,
        long wakeAt,
        long wakeAtEpochMillis) {

    /** Nothing speaks against the key: the one object for this, so that the hot path can compare references. */
    static final KeyStanding SPOTLESS = new KeyStanding(KeyState.ACTIVE, KeyReason.NONE, 0, 0, 0, 100, 0, 0);

    private static final long FIRST_COOLING_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_GUESS_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long LONGEST_COOLING_NANOS = TimeUnit.HOURS.toNanos(1);

    /** A moment by both clocks. */
    record Moment(long ticks, long epochMillis) {}

    /** What a store says of a key; what it counted has no known cause. */
    static KeyStanding recalled(KeyMemory memory, Moment now) {
        long wait = TimeUnit.MILLISECONDS.toNanos(memory.coolingUntilEpochMillis() - now.epochMillis());
        KeyStanding known =
                new KeyStanding(KeyState.ACTIVE, KeyReason.NONE, memory.failures(), 0, 0, 100, 0, 0).canonical();
        return switch (memory.state()) {
            case ACTIVE -> known;
            case COOLING -> wait > 0 ? known.cooling(now, Math.min(wait, LONGEST_COOLING_NANOS), 1) : known;
            case INVALID, DISABLED -> known.out(memory.state(), memory.reason());
        };
    }

    KeyStanding succeeded() {
        int health = health(1);
        return switch (state) {
            case ACTIVE ->
                health == 100 ? SPOTLESS : new KeyStanding(KeyState.ACTIVE, KeyReason.NONE, 0, 0, 0, health, 0, 0);
            case COOLING -> new KeyStanding(state, reason, 0, 0, limits, health, wakeAt, wakeAtEpochMillis);
            case INVALID, DISABLED -> withHealth(health);
        };
    }

    /**
     * A 429.
     *
     * @param coolNanos what the provider said, in nanoseconds; not positive: nothing, and a second is guessed, then
     *     twice as much each time
     */
    KeyStanding limited(Moment now, long coolNanos) {
        int health = health(-2);
        boolean burst = state == KeyState.COOLING;
        if (isOut() || (burst && coolNanos <= 0)) {
            return withHealth(health);
        }
        long wait = coolNanos > 0 ? Math.min(coolNanos, LONGEST_COOLING_NANOS) : guess();
        if (burst && now.ticks() + wait - wakeAt <= 0) {
            return withHealth(health);
        }
        return withHealth(health).cooling(now, wait, burst ? limits : limits + 1);
    }

    private KeyStanding cooling(Moment now, long wait, int limitsInARow) {
        return new KeyStanding(
                KeyState.COOLING,
                KeyReason.RATE_LIMITED,
                failures,
                providerFailures,
                limitsInARow,
                healthPercent,
                now.ticks() + wait,
                now.epochMillis() + TimeUnit.NANOSECONDS.toMillis(wait));
    }

    private long guess() {
        return limits > 6 ? LONGEST_GUESS_NANOS : Math.min(LONGEST_GUESS_NANOS, FIRST_COOLING_NANOS << limits);
    }

    /** Refused, in a way that leaves no doubt. */
    KeyStanding refused(KeyReason why) {
        KeyStanding hurt = withHealth(health(-50));
        return isOut() ? hurt : hurt.out(KeyState.INVALID, why);
    }

    /** 403: counts. */
    KeyStanding forbidden(int threshold) {
        KeyStanding hurt = withHealth(health(-50));
        return isOut() ? hurt : hurt.counted(failures + 1, providerFailures).judged(threshold, KeyReason.FORBIDDEN);
    }

    /** The provider failed: counts; with a threshold of 0 nothing follows from it. */
    KeyStanding providerFailed(int threshold) {
        KeyStanding hurt = withHealth(health(-5));
        return isOut()
                ? hurt
                : hurt.counted(failures + 1, providerFailures + 1).judged(threshold, KeyReason.PROVIDER_FAILED);
    }

    private KeyStanding judged(int threshold, KeyReason why) {
        return threshold > 0 && failures >= threshold ? out(KeyState.INVALID, why) : this;
    }

    /** The provider fails as a whole: what was counted for it is taken back, and what followed from it. */
    KeyStanding excused() {
        KeyStanding excused = providerFailures == 0 ? this : counted(failures - providerFailures, 0);
        return state == KeyState.INVALID && reason == KeyReason.PROVIDER_FAILED ? excused.active() : excused;
    }

    /** Its time to cool is over. */
    KeyStanding awake() {
        return active();
    }

    KeyStanding restored() {
        return new KeyStanding(KeyState.ACTIVE, KeyReason.NONE, 0, 0, 0, healthPercent, 0, 0).canonical();
    }

    KeyStanding disabled() {
        return out(KeyState.DISABLED, KeyReason.BY_OPERATOR);
    }

    /** Whether a success would change nothing; every standing that equals {@link #SPOTLESS} is that object. */
    @SuppressWarnings("ReferenceEquality")
    boolean isSpotless() {
        return this == SPOTLESS;
    }

    boolean cooledAt(long ticks) {
        return state == KeyState.COOLING && ticks - wakeAt >= 0;
    }

    /** Whether a store, or whoever shows keys, would see a difference; health is not kept. */
    boolean tells(KeyStanding before) {
        return state != before.state
                || reason != before.reason
                || failures != before.failures
                || wakeAtEpochMillis != before.wakeAtEpochMillis;
    }

    /** Nothing but an operator or a validation brings it back. */
    private boolean isOut() {
        return state == KeyState.INVALID || state == KeyState.DISABLED;
    }

    private KeyStanding active() {
        return new KeyStanding(KeyState.ACTIVE, KeyReason.NONE, failures, providerFailures, limits, healthPercent, 0, 0)
                .canonical();
    }

    private KeyStanding out(KeyState next, KeyReason why) {
        return new KeyStanding(next, why, failures, providerFailures, 0, healthPercent, 0, 0);
    }

    private KeyStanding counted(int all, int ofProvider) {
        return new KeyStanding(state, reason, all, ofProvider, limits, healthPercent, wakeAt, wakeAtEpochMillis);
    }

    private KeyStanding withHealth(int health) {
        return health == healthPercent
                ? this
                : new KeyStanding(state, reason, failures, providerFailures, limits, health, wakeAt, wakeAtEpochMillis);
    }

    private KeyStanding canonical() {
        return equals(SPOTLESS) ? SPOTLESS : this;
    }

    private int health(int change) {
        return Math.max(0, Math.min(100, healthPercent + change));
    }
}
