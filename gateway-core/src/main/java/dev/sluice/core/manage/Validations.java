package dev.sluice.core.manage;

import dev.sluice.core.provider.KeyState;
import dev.sluice.core.provider.Provider;
import dev.sluice.core.provider.ProviderKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Validations that operators ask for: each is a task that goes on while they look at its progress. A group has one at a
 * time; the newest are remembered. Thread-safe.
 */
public final class Validations {

    /** Tasks that are remembered after their end. */
    static final int KEPT = 100;

    private final Groups groups;
    private final KeyJudge judge;
    private final Map<String, KeySweep> tasks = new LinkedHashMap<>();
    private boolean closed;

    Validations(Groups groups, KeyJudge judge) {
        this.groups = groups;
        this.judge = judge;
    }

    /** Which keys of a group. */
    public enum Which {
        ALL,
        INVALID
    }

    /** Begins to validate keys of a group. */
    public Outcome<ValidationTask> start(String provider, Which which) {
        return groups.find(provider).then(group -> start(group, keys(group, which)));
    }

    /** Begins to validate one key, whatever its state. */
    public Outcome<ValidationTask> start(String provider, String key) {
        return groups.find(provider).then(group -> Groups.key(group, key).then(found -> start(group, List.of(found))));
    }

    /** How far a task has come. */
    public synchronized Outcome<ValidationTask> task(String id) {
        KeySweep sweep = tasks.get(id);
        return sweep == null
                ? Outcome.refused(Refusal.notFound("task_not_found", "there is no such task, or not any more"))
                : Outcome.done(ValidationTask.of(id, sweep));
    }

    /** Whether a task of that group goes on. */
    synchronized boolean running(String provider) {
        return tasks.values().stream().anyMatch(sweep -> isRunning(sweep, provider));
    }

    /** Stops all tasks; none can be started any more. */
    void close() {
        List<KeySweep> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(tasks.values());
        }
        all.forEach(KeySweep::stop);
    }

    static List<ProviderKey> keys(Provider provider, Which which) {
        return provider.keys().keys().stream()
                .filter(key -> which == Which.ALL || key.state() == KeyState.INVALID)
                .toList();
    }

    private Outcome<ValidationTask> start(Provider provider, List<ProviderKey> keys) {
        if (!KeyJudge.canJudge(provider)) {
            return Outcome.refused(Refusal.conflict(
                    "no_validation_model", "no model of this provider is known: set its validation.model"));
        }
        KeySweep sweep = new KeySweep(provider, keys, (key, ending) -> judge.judge(provider, key, ending), () -> {});
        String id = UUID.randomUUID().toString();
        synchronized (this) {
            if (closed) {
                return Outcome.refused(Refusal.unavailable("closing", "the gateway is stopping"));
            }
            for (Map.Entry<String, KeySweep> task : tasks.entrySet()) {
                if (isRunning(task.getValue(), provider.name())) {
                    return Outcome.refused(Refusal.conflict(
                            "task_in_progress", "the task " + task.getKey() + " validates keys of this provider"));
                }
            }
            forgetTheOldest();
            tasks.put(id, sweep);
        }
        sweep.start();
        return Outcome.done(ValidationTask.of(id, sweep));
    }

    private void forgetTheOldest() {
        Iterator<KeySweep> oldestFirst = tasks.values().iterator();
        int surplus = tasks.size() - KEPT + 1;
        while (surplus > 0 && oldestFirst.hasNext()) {
            if (oldestFirst.next().over()) {
                oldestFirst.remove();
                surplus--;
            }
        }
    }

    private static boolean isRunning(KeySweep sweep, String provider) {
        return !sweep.over() && sweep.provider().equals(provider);
    }
}
