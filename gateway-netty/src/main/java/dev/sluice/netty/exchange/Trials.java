package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Gates;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who has tried long enough. Stateless. */
final class Trials {

    private Trials() {}

    /** The trial that is over, where neither a plan nor credits have taken its place; null where all is well. */
    static @Nullable Trial over(Account who, long now, Gates gates) {
        Trial trial = who.trial();
        User user = who.user();
        if (trial == null || user == null || trial.state() == Trial.State.CONVERTED) {
            return null;
        }
        boolean over = trial.state() == Trial.State.EXPIRED || now >= trial.endsEpochMillis();
        boolean subscribed = who.plan() != null && !who.plan().id().equals(Plan.FREE);
        boolean pays = user.prepaid() && gates.balance(user.id()) > 0;
        return over && !subscribed && !pays ? trial : null;
    }

    /** Header lines that tell of it. */
    static void write(Trial over, StringBuilder lines) {
        lines.append("x-trial-expired: true\r\nx-trial-end-date: ")
                .append(Instant.ofEpochMilli(over.endsEpochMillis()))
                .append("\r\n");
    }
}
