package dev.sluice.core.manage;

import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.core.ledger.UsageQuery.Column;
import dev.sluice.core.ledger.UsageRecords;
import dev.sluice.core.store.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators ask about usage. Blocks, and keeps nobody from writing. Thread-safe. */
public final class UsageAdmin {

    /** The most sums of a report. */
    public static final int MOST_ROWS = 10_000;

    /** The most lines of an export. */
    public static final int MOST_LINES = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(UsageAdmin.class);
    private static final Duration USUAL = Duration.ofDays(1);

    private final UsageRecords usage;
    private final Clock clock;

    UsageAdmin(Management.Books books) {
        this.usage = books.store().usage();
        this.clock = books.clock();
    }

    /**
     * What is asked for.
     *
     * @param from null: a day before {@code to}
     * @param to null: now
     */
    public record Question(@Nullable Instant from, @Nullable Instant to, Map<Column, String> only, Set<Column> by) {}

    /**
     * Sums.
     *
     * @param truncated whether there are more than are shown
     */
    public record Report(String from, String to, List<UsageView> items, boolean truncated) {}

    /** Adds up; as far as what is settled has been folded. */
    public Outcome<Report> report(Question question) {
        return query(question)
                .then(query -> guarded(() -> {
                    List<UsageView> rows = new ArrayList<>();
                    usage.sums(query, MOST_ROWS + 1, row -> rows.add(UsageView.of(row)));
                    boolean truncated = rows.size() > MOST_ROWS;
                    return Outcome.done(new Report(
                            Instant.ofEpochMilli(query.fromEpochMillis()).toString(),
                            Instant.ofEpochMilli(query.toEpochMillis()).toString(),
                            truncated ? rows.subList(0, MOST_ROWS) : rows,
                            truncated));
                }));
    }

    /** Exports sums, or where nothing is to be added up every exchange: nothing is written yet. */
    public Outcome<UsageExport> export(Question question) {
        return query(question)
                .then(query -> guarded(() -> {
                    boolean tooMany = query.by().isEmpty() && usage.count(query, MOST_LINES + 1) > MOST_LINES;
                    return tooMany
                            ? Outcome.refused(Refusal.invalid(
                                    "from",
                                    "there are more than " + MOST_LINES + " exchanges: ask for less time at once"))
                            : Outcome.done(new UsageExport(usage, query));
                }));
    }

    private Outcome<UsageQuery> query(Question question) {
        Instant to = question.to() == null ? clock.instant() : question.to();
        Instant from = question.from() == null ? to.minus(USUAL) : question.from();
        return from.isBefore(to)
                ? Outcome.done(new UsageQuery(from.toEpochMilli(), to.toEpochMilli(), question.only(), question.by()))
                : Outcome.refused(Refusal.invalid("from", "must be before to"));
    }

    private interface Asking<T> {
        Outcome<T> ask();
    }

    private static <T> Outcome<T> guarded(Asking<T> asking) {
        try {
            return asking.ask();
        } catch (StoreException e) {
            LOG.warn("usage: {}", e.getMessage());
            return Outcome.refused(
                    Refusal.unavailable("store_failed", "usage could not be read in time; the log says why"));
        }
    }
}
