package dev.sluice.core.manage;

import dev.sluice.core.manage.Validations.Which;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import dev.sluice.core.time.Ticker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Gives invalid keys another chance: each group's are probed at its own interval, counted from the end of the round
 * before, the first one at once. Turned and closed by one thread; rounds end on any.
 */
final class ValidationJob {

    private final Groups groups;
    private final Validations tasks;
    private final KeyJudge judge;
    private final Ticker ticker;
    private final Map<String, Round> rounds = new HashMap<>();

    ValidationJob(Groups groups, Validations tasks, KeyJudge judge, Ticker ticker) {
        this.groups = groups;
        this.tasks = tasks;
        this.judge = judge;
        this.ticker = ticker;
    }

    /** One group's newest round. */
    private final class Round {

        private final KeySweep sweep;
        private volatile long endedAt;

        Round(Provider provider) {
            List<ProviderKey> invalid = Validations.keys(provider, Which.INVALID);
            sweep = new KeySweep(
                    provider,
                    invalid,
                    (key, ending) -> judge.judge(provider, key, ending),
                    () -> endedAt = ticker.nanoTime());
        }

        boolean isFollowed(long intervalNanos) {
            return sweep.over() && ticker.nanoTime() - endedAt >= intervalNanos;
        }
    }

    /** Begins the rounds that are due. */
    void turn() {
        List<Provider> all = groups.all();
        rounds.keySet().retainAll(all.stream().map(Provider::name).collect(Collectors.toSet()));
        for (Provider provider : all) {
            if (isDue(provider)) {
                Round round = new Round(provider);
                rounds.put(provider.name(), round);
                round.sweep.start();
            }
        }
    }

    /** Starts no more probes. */
    void close() {
        rounds.values().forEach(round -> round.sweep.stop());
    }

    private boolean isDue(Provider provider) {
        long interval = provider.validation().intervalNanos();
        Round newest = rounds.get(provider.name());
        return interval > 0
                && KeyJudge.canJudge(provider)
                && (newest == null || newest.isFollowed(interval))
                && !tasks.running(provider.name());
    }
}
