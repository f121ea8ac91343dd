package dev.sluice.loads.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One lane's requests: new questions, and more often some that were asked before, by the same tenant or by another. No
 * two lanes have a question in common, so it is known what each request finds. Not thread-safe.
 */
final class Mix {

    private static final int NEW_OF_100 = 30;
    private static final int OTHER_CALLER_OF_100 = 15;
    private static final int SAYING_OF_100 = 25;
    private static final Wish[] SAID = {
        Wish.NO_CACHE, Wish.NO_STORE, Wish.OLD, Wish.YOUNG, Wish.SHORT_LIVED, Wish.NONSENSE
    };

    private final Random random;
    private final int lane;
    private final int lanes;
    private final List<Ask> asked = new ArrayList<>();

    Mix(long seed, int lane, int lanes) {
        this.random = new Random(seed * lanes + lane);
        this.lane = lane;
        this.lanes = lanes;
    }

    Ask next() {
        if (asked.isEmpty() || chance(NEW_OF_100)) {
            Ask first = new Ask(any(Caller.values()), any(Kind.values()), asked.size() * lanes + lane, wish());
            asked.add(first);
            return first;
        }
        Ask before = asked.get(random.nextInt(asked.size()));
        Caller caller = chance(OTHER_CALLER_OF_100) ? any(Caller.values()) : before.caller();
        return new Ask(caller, before.kind(), before.question(), wish());
    }

    private Wish wish() {
        return chance(SAYING_OF_100) ? any(SAID) : Wish.NOTHING;
    }

    private boolean chance(int of100) {
        return random.nextInt(100) < of100;
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
