package dev.sluice.core.admission;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.account.LimitKind.Window;
import dev.sluice.core.account.Limits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One subject's lease: what of its shared limits this gateway has taken ahead of time and may spend without asking; and
 * what was last said of them. Thread-safe: its lock is held for some additions.
 */
final class Stock {

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long NANOS_A_MILLI = 1_000_000L;
    private static final long PAUSE_NANOS = SECOND_NANOS / 10;
    private static final int MOST = 64;
    private static final int SHARE_OF_SECOND = 10;
    private static final long EXACT = 1L << 53;

    private final Subject.Id who;

    private long requests;
    private long tokens;
    private long picoDollars;
    private String tag = "";
    private long at;
    private long endsNanos;

    private List<Room> rooms = List.of();
    private List<LimitKind> exceeded = List.of();
    private long toldNanos;

    private long second = Long.MIN_VALUE;
    private int asked;
    private int askedBefore;
    private long askedNanos;

    private boolean asking;
    private long againNanos;
    private boolean retired;

    Stock(Subject.Id who, long nanos) {
        this.who = who;
        this.askedNanos = nanos;
        this.againNanos = nanos;
        this.endsNanos = nanos;
        this.toldNanos = nanos;
    }

    Subject.Id who() {
        return who;
    }

    /** Another exchange comes. */
    synchronized void comes(long nanos) {
        long now = Math.floorDiv(nanos, SECOND_NANOS);
        if (now != second) {
            askedBefore = now == second + 1 ? asked : 0;
            asked = 0;
            second = now;
        }
        asked++;
        askedNanos = nanos;
    }

    /** An exchange's worth, if the lease has it; else null. */
    synchronized Hold.@Nullable Part take(Demand demand, long nanos) {
        if (requests < 1 || tokens < demand.tokens() || picoDollars < demand.picoDollars() || nanos - endsNanos >= 0) {
            return null;
        }
        requests--;
        tokens -= demand.tokens();
        picoDollars -= demand.picoDollars();
        return new Hold.Part(who, tag, at, 0);
    }

    /** What {@link #take} gave is not used; false where the lease is another one by now. */
    synchronized boolean putBack(Hold.Part part, Demand demand) {
        if (retired || at != part.atEpochMillis() || !tag.equals(part.tag())) {
            return false;
        }
        requests++;
        tokens += demand.tokens();
        picoDollars += demand.picoDollars();
        return true;
    }

    /**
     * For how many exchanges more is to be taken along by a claim that is made now: a tenth of a second's, for those
     * who ask often. Where it is any, {@link #answered} is to follow.
     */
    synchronized int wanted(Limits limits, Demand demand, long nanos) {
        if (asking || nanos - againNanos < 0 || limits.of(LimitKind.CONCURRENCY) != null) {
            return 0;
        }
        // Beyond that what is taken along could not be reckoned with exactly.
        if (Math.max(demand.tokens(), demand.picoDollars()) > EXACT / (MOST + 1)) {
            return 0;
        }
        boolean fits = nanos - endsNanos < 0
                && tokens >= requests * demand.tokens()
                && picoDollars >= requests * demand.picoDollars();
        long wanted = often() - (fits ? requests : 0);
        asking = wanted > 0;
        return (int) Math.max(0, wanted);
    }

    /** As {@link #wanted}, where little is left of the lease. */
    synchronized int topUp(Limits limits, Demand demand, long nanos) {
        return requests > often() / 3 ? 0 : wanted(limits, demand, nanos);
    }

    private int often() {
        return Math.min(MOST, Math.max(askedBefore, asked) / SHARE_OF_SECOND);
    }

    /**
     * What came of a claim.
     *
     * @param part null: it could not be asked
     * @param limits of the subject at the time
     */
    record Answer(Claim claim, int wanted, Ruling.@Nullable Part part, Limits limits, long sentNanos, long nanos) {}

    /** Keeps what was said, and what was taken along; gives what is to be given back now, if anything. */
    synchronized @Nullable Hold answered(Answer answer) {
        Ruling.Part part = answer.part();
        if (answer.wanted() > 0) {
            asking = false;
            if (part == null || part.more() == 0) {
                againNanos = answer.nanos() + PAUSE_NANOS;
            }
        }
        if (part == null) {
            return null;
        }
        rooms = part.rooms();
        exceeded = part.exceeded();
        toldNanos = answer.nanos();
        return part.more() == 0 ? null : add(part, answer);
    }

    private @Nullable Hold add(Ruling.Part part, Answer answer) {
        Hold fresh = new Hold(
                part.more(),
                part.more() * answer.claim().tokens(),
                part.more() * answer.claim().picoDollars(),
                List.of(new Hold.Part(who, part.tag(), part.atEpochMillis(), 0)));
        if (retired) {
            return fresh;
        }
        boolean joins = tag.equals(part.tag()) && sameBucket(answer.limits(), at, part.atEpochMillis());
        Hold ended = isEmpty() || joins ? null : end();
        requests += fresh.requests();
        tokens += fresh.tokens();
        picoDollars += fresh.picoDollars();
        tag = part.tag();
        at = part.atEpochMillis();
        // Reckoned from when it was asked: the counters gave it later.
        endsNanos = answer.sentNanos() + part.leaseMillis() * NANOS_A_MILLI;
        return ended;
    }

    /** Ends it where it has less than an exchange's worth, and gives what is left; null where there is nothing. */
    synchronized @Nullable Hold surrender(Demand demand) {
        boolean covers = requests >= 1 && tokens >= demand.tokens() && picoDollars >= demand.picoDollars();
        return isEmpty() || covers ? null : end();
    }

    /** What is left of a lease that has ended; null where there is none. */
    synchronized @Nullable Hold leftOver(long nanos) {
        return !isEmpty() && nanos - endsNanos >= 0 ? end() : null;
    }

    /** Ends it, with whatever comes yet; null where nothing is left of it. */
    synchronized @Nullable Hold endNow() {
        retired = true;
        return isEmpty() ? null : end();
    }

    /** Ends it where nobody has asked for a while and nothing is left of it. */
    synchronized boolean retire(long nanos, long idleNanos) {
        retired = isEmpty() && !asking && nanos - askedNanos > idleNanos;
        return retired;
    }

    synchronized boolean isRetired() {
        return retired;
    }

    /** What is left of each limit: what was said last, less what was spent since. */
    synchronized void rooms(long nanos, List<Room> to) {
        long passed = Math.max(0, (nanos - toldNanos) / NANOS_A_MILLI);
        boolean holds = nanos - endsNanos < 0;
        for (Room room : rooms) {
            long left = holds && room.remaining() > 0 ? left(room.kind().counted()) : 0;
            to.add(new Room(
                    room.kind(),
                    room.limit(),
                    Math.min(room.limit(), room.remaining() + left),
                    Math.max(0, room.resetMillis() - passed)));
        }
    }

    /** Whether anything was ever said of its limits. */
    synchronized boolean isKnown() {
        return !rooms.isEmpty();
    }

    synchronized List<LimitKind> exceeded() {
        return exceeded;
    }

    /** Exchanges that needed less than was taken along for each leave something behind. */
    private boolean isEmpty() {
        return requests == 0 && tokens == 0 && picoDollars == 0;
    }

    private Hold end() {
        Hold left = new Hold(requests, tokens, picoDollars, List.of(new Hold.Part(who, tag, at, 0)));
        requests = 0;
        tokens = 0;
        picoDollars = 0;
        return left;
    }

    private long left(Counted counted) {
        return switch (counted) {
            case REQUESTS -> requests;
            case TOKENS -> tokens;
            case MONEY -> picoDollars;
            case EXCHANGES -> 0;
        };
    }

    /** What is corrected later is corrected in the bucket in which it was counted. */
    private static boolean sameBucket(Limits limits, long one, long other) {
        long length = Long.MAX_VALUE;
        for (LimitKind kind : limits.most().keySet()) {
            length = Math.min(length, millis(kind.window()));
        }
        return Math.floorDiv(one, length) == Math.floorDiv(other, length);
    }

    private static long millis(Window window) {
        return switch (window) {
            case SECOND -> 1_000;
            case MINUTE -> 60_000;
            case HOUR -> 3_600_000;
            case DAY, MONTH, NONE -> Long.MAX_VALUE;
        };
    }
}
