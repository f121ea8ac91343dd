package dev.sluice.core.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The usable keys of a ring at one moment, best priority first, and who of them is next. Immutable but for the turn;
 * the ring makes a new one when a key's state changes. Choosing allocates nothing.
 */
final class KeyView {

    /** In-flight attempts above this share of the mean, and one more, make affinity pass a key over. */
    private static final double SPILL_FACTOR = 1.25;

    private final boolean affine;
    private final ProviderKey[][] tiers;
    private final AtomicInteger turn;
    private final boolean cools;
    private final long wakeAt;

    private KeyView(boolean affine, ProviderKey[][] tiers, AtomicInteger turn, @Nullable KeyStanding first) {
        this.affine = affine;
        this.tiers = tiers;
        this.turn = turn;
        this.cools = first != null;
        this.wakeAt = first == null ? 0 : first.wakeAt();
    }

    /** @param turn goes on from view to view */
    static KeyView of(List<ProviderKey> keys, KeyRing.Rotation rotation, AtomicInteger turn) {
        Map<Integer, List<ProviderKey>> byPriority = new TreeMap<>();
        KeyStanding first = null;
        for (ProviderKey key : keys) {
            KeyStanding standing = key.standing();
            if (standing.state() == KeyState.ACTIVE) {
                byPriority
                        .computeIfAbsent(key.priority(), priority -> new ArrayList<>())
                        .add(key);
            } else if (standing.state() == KeyState.COOLING
                    && (first == null || standing.wakeAt() - first.wakeAt() < 0)) {
                first = standing;
            }
        }
        ProviderKey[][] tiers = byPriority.values().stream()
                .map(tier -> tier.toArray(ProviderKey[]::new))
                .toArray(ProviderKey[][]::new);
        boolean affine = rotation == KeyRing.Rotation.AFFINITY && keys.size() > 1;
        return new KeyView(affine, tiers, turn, first);
    }

    boolean isEmpty() {
        return tiers.length == 0;
    }

    /** Whether this is all that can be used. */
    boolean isOnly(ProviderKey key) {
        return tiers.length == 1 && tiers[0].length == 1 && tiers[0][0] == key;
    }

    /** Whether a key cools, and will be usable again at {@link #wakeAt}. */
    boolean cools() {
        return cools;
    }

    /** When the first key has cooled, by the ticker. */
    long wakeAt() {
        return wakeAt;
    }

    /** Whether {@link ProviderKey#inFlight} is wanted. */
    boolean countsAttempts() {
        return affine;
    }

    /** The key for an attempt: of the best that were not tried, else of the best; null when there is none. */
    @Nullable
    ProviderKey pick(long affinity, List<ProviderKey> tried) {
        for (ProviderKey[] tier : tiers) {
            // What has no prompt belongs nowhere.
            ProviderKey key = affine && affinity != 0 ? affine(tier, affinity, tried) : inTurn(tier, tried);
            if (key != null) {
                return key;
            }
        }
        return tiers.length == 0 || tried.isEmpty() ? null : pick(affinity, List.of());
    }

    private @Nullable ProviderKey inTurn(ProviderKey[] tier, List<ProviderKey> tried) {
        if (tried.isEmpty()) {
            return tier.length == 1 ? tier[0] : tier[place(tier.length)];
        }
        return untried(tier, tried);
    }

    /** Gives a tried key's turn up and takes another one, so that its neighbour does not get two each time. */
    private @Nullable ProviderKey untried(ProviderKey[] tier, List<ProviderKey> tried) {
        int place = 0;
        for (int i = 0; i < tier.length && tier.length > 1; i++) {
            place = place(tier.length);
            if (!tried.contains(tier[place])) {
                return tier[place];
            }
        }
        for (int i = 0; i < tier.length; i++) {
            ProviderKey key = tier[(place + i) % tier.length];
            if (!tried.contains(key)) {
                return key;
            }
        }
        return null;
    }

    private int place(int length) {
        return (turn.getAndIncrement() & Integer.MAX_VALUE) % length;
    }

    /** The counts move on while they are looked at, so the bound may leave nobody; then it does not hold. */
    private static @Nullable ProviderKey affine(ProviderKey[] tier, long affinity, List<ProviderKey> tried) {
        ProviderKey best = best(tier, affinity, tried, spillBound(tier, tried));
        return best == null ? best(tier, affinity, tried, Double.MAX_VALUE) : best;
    }

    private static @Nullable ProviderKey best(
            ProviderKey[] tier, long affinity, List<ProviderKey> tried, double bound) {
        ProviderKey best = null;
        long bestScore = 0;
        for (ProviderKey key : tier) {
            if (key.inFlight() > bound || tried.contains(key)) {
                continue;
            }
            long score = Rendezvous.score(key.rendezvous(), affinity);
            if (best == null || score > bestScore) {
                best = key;
                bestScore = score;
            }
        }
        return best;
    }

    private static double spillBound(ProviderKey[] tier, List<ProviderKey> tried) {
        long inFlight = 0;
        int candidates = 0;
        for (ProviderKey key : tier) {
            if (!tried.contains(key)) {
                inFlight += key.inFlight();
                candidates++;
            }
        }
        return candidates == 0 ? 0 : SPILL_FACTOR * inFlight / candidates + 1;
    }
}
