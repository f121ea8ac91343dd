package dev.sluice.core.store.redis;

import dev.sluice.core.account.Scope;
import dev.sluice.core.admission.Hold;
import dev.sluice.core.admission.Holds;
import dev.sluice.core.ledger.Entry;
import dev.sluice.core.ledger.Ledger.Holder;
import dev.sluice.core.ledger.Period;
import dev.sluice.core.ledger.Sums;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Adds entries to the ledger in Redis, some at a time: each once, whatever is repeated, and in the same step what its
 * exchange has held is given back. Blocks. Thread-safe.
 */
final class Folds {

    private static final int MOST_AT_ONCE = 96;
    private static final long BILLION = 1_000_000_000L;

    private final RedisConnection connection;
    private final CounterKeys keys;
    private final Holds holds;
    private final CounterKeys.Clock clock;

    Folds(RedisConnection connection, RedisKeys names, Holds holds, CounterKeys.Clock clock) {
        this.connection = connection;
        this.keys = new CounterKeys(names);
        this.holds = holds;
        this.clock = clock;
    }

    /**
     * Folds all, or fails with a {@link dev.sluice.core.store.StoreException} somewhere on the way: then all may be
     * repeated.
     */
    void fold(List<Entry> entries) {
        for (int from = 0; from < entries.size(); from += MOST_AT_ONCE) {
            some(entries.subList(from, Math.min(entries.size(), from + MOST_AT_ONCE)));
        }
    }

    private void some(List<Entry> entries) {
        Arguments to = new Arguments().key(keys.names().balances());
        to.add(clock.given()).add(keys.names().counted(""));
        to.add(RedisKeys.keptSeconds(Period.DAY)).add(RedisKeys.keptSeconds(Period.MONTH));
        for (Entry entry : entries) {
            add(entry, to);
        }
        connection.await(connection.runKnown(CounterScripts.FOLD, ScriptOutputType.INTEGER, to.keys(), to.arguments()));
        entries.forEach(entry -> holds.remove(entry.exchangeId()));
    }

    private void add(Entry entry, Arguments to) {
        Sums.Sum one = Sums.of(entry);
        to.add(EntryCodec.field(entry)).add(EntryCodec.value(entry));
        to.add(RedisKeys.minute(entry.endedEpochMillis()));
        to.add(Period.DAY.number(entry.endedEpochMillis()));
        to.add(Period.MONTH.number(entry.endedEpochMillis()));
        to.add(one.tokens() / BILLION).add(one.tokens() % BILLION);
        to.add(one.picoDollars() / BILLION).add(one.picoDollars() % BILLION);
        String user = entry.user();
        to.add(user == null ? "" : entry.prepaid() ? "credits" : entry.trial() ? "trial" : "");
        to.add(user == null ? "" : user).add(entry.wasCutShort() ? 1 : 0);
        List<String> members = members(entry);
        to.add(members.size());
        members.forEach(to::add);
        to.add(entry.provider().isEmpty() ? 0 : entry.elsewhere().size() + 1);
        if (!entry.provider().isEmpty()) {
            Sums.groups(entry, (name, there) -> group(name, there, to));
        }
        List<Hold> held = holds.of(entry.exchangeId());
        to.add(held.stream().mapToInt(hold -> hold.parts().size()).sum());
        // What was used takes the place of what it was let in with; what it was extended by goes.
        long used = one.tokens();
        for (Hold hold : held) {
            for (Hold.Part part : hold.parts()) {
                add(hold, part, used - hold.tokens(), to);
            }
            used = 0;
        }
    }

    private static void group(String group, Sums.Sum used, Arguments to) {
        to.add(RedisKeys.member(new Holder(Scope.GROUP, group)));
        to.add(used.tokens() / BILLION).add(used.tokens() % BILLION);
        to.add(used.picoDollars() / BILLION).add(used.picoDollars() % BILLION);
    }

    private void add(Hold hold, Hold.Part part, long correction, Arguments to) {
        to.add(keys.subject(part.who()))
                .add(part.tag())
                .add(part.atEpochMillis())
                .add(part.exchanges());
        to.add(hold.requests()).add(hold.tokens()).add(hold.picoDollars()).add(correction);
    }

    /** For whom all of it counts, as in {@link Sums}: all but groups. */
    private static List<String> members(Entry entry) {
        List<String> members = new ArrayList<>(5);
        add(Scope.KEY, entry.key(), members);
        add(Scope.USER, entry.user(), members);
        add(Scope.ROLE, entry.role(), members);
        add(Scope.TENANT, entry.tenant(), members);
        return members;
    }

    private static void add(Scope scope, @Nullable String id, List<String> to) {
        if (id != null && !id.isEmpty()) {
            to.add(RedisKeys.member(new Holder(scope, id)));
        }
    }
}
