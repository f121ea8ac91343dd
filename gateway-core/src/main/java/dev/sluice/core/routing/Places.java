package dev.sluice.core.routing;

import java.util.BitSet;
import java.util.List;

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

    /** The place, among those of a set, with the most weight, the first of equal ones; -1 in an empty set. */
    static int heaviest(BitSet places, List<? extends Destination> destinations) {
        int heaviest = -1;
        for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
            if (heaviest < 0
                    || destinations.get(place).weight()
                            > destinations.get(heaviest).weight()) {
                heaviest = place;
            }
        }
        return heaviest;
    }
}
