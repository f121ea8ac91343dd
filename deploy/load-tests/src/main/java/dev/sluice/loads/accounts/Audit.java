package dev.sluice.loads.accounts;

import dev.sluice.loads.run.Report;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds the ledger against what clients have seen, entry by entry. Immutable. */
final class Audit {

    private final List<UsageLine> lines;
    private final Map<String, UsageLine> entries = new HashMap<>();
    private long doubled;

    Audit(List<UsageLine> lines) {
        this.lines = lines;
        for (UsageLine line : lines) {
            if (entries.put(line.id(), line) != null) {
                doubled++;
            }
        }
    }

    /**
     * Every exchange that a client knows of is in the ledger once; what was whole, with the tokens that it told.
     *
     * @param injuries records of the journal that were destroyed on purpose: so many may be missing
     */
    void exchanges(List<Seen> seen, int injuries, Report report) {
        long lost = 0;
        long unsettled = 0;
        long wrong = 0;
        for (Seen each : seen) {
            UsageLine line = entries.get(each.id());
            if (line == null) {
                lost++;
            } else if (each.whole() && line.wasOpen()) {
                unsettled++;
            } else if (each.whole() && (line.input() != each.input() || line.output() != each.output())) {
                wrong++;
            }
        }
        report.figure("exchanges that clients know of", seen.size());
        report.figure("of them whole", seen.stream().filter(Seen::whole).count());
        report.figure("entries in the ledger", lines.size());
        report.atMost("exchanges that are not in the ledger", injuries, lost);
        report.same("entries that are there twice", 0, doubled);
        report.atMost("whole answers that were settled as open ones", injuries, unsettled);
        report.same("whole answers with other tokens than they told", 0, wrong);
    }

    /** What was open is settled at what was observed last, or at nothing; what was not, at its price. */
    void settlements(Report report) {
        long open = lines.stream().filter(UsageLine::wasOpen).count();
        report.figure("open exchanges that were settled at a start", open);
        report.figure(
                "of them at what was observed",
                lines.stream()
                        .filter(line -> line.wasOpen() && line.tokens() > 0)
                        .count());
        report.same(
                "entries that do not cost what their tokens cost",
                0,
                lines.stream().filter(line -> !line.isPricedRight()).count());
    }

    /** What a user's credits have paid. */
    BigDecimal paidBy(String user) {
        return lines.stream()
                .filter(line -> line.user().equals(user) && line.paidFrom().equals("credits"))
                .map(UsageLine::usd)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What a key has used on a day, such as {@code 2026-11-26}. */
    long tokensOf(String key, String day) {
        return lines.stream()
                .filter(line -> line.key().equals(key) && line.ended().startsWith(day))
                .mapToLong(UsageLine::tokens)
                .sum();
    }
}
