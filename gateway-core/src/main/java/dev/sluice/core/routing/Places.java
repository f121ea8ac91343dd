package dev.sluice.core.routing;

import java.util.BitSet;

/** Sets of places in a list. */
final class Places {

    private Places() {}

    /** The n-th place of a set, counted from 0, which has more than n. */
    static int nth(BitSet places, int n) {
        int place = places.nextSetBit(0);
        for (int left = n; left > 0; left--) {
            place = places.nextSetBit(place + 1);
        }
        return place;
    }
}
