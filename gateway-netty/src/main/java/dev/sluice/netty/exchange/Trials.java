package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Plan;
import dev.sluice.core.account.Trial;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.TrialRoom;
import dev.sluice.core.price.PicoDollars;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who is on trial, and who has tried long enough. Stateless. */
final class Trials {

    private static final long DAY_MILLIS = 86_400_000;
    private static final String LINE_END = "\r\n";

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

    /** Header lines that tell who is on trial what is left of it; no trial, none. */
    static void room(@Nullable Trial trial, long now, Gates gates, StringBuilder lines) {
        if (trial == null || !trial.holds(now)) {
            return;
        }
        TrialRoom room = gates.room(trial);
        // Rounded up: one that ends today has a day left.
        long days = 1 + (trial.endsEpochMillis() - now - 1) / DAY_MILLIS;
        lines.append("x-trial-remaining-requests: ").append(room.requests()).append(LINE_END);
        lines.append("x-trial-remaining-tokens: ").append(room.tokens()).append(LINE_END);
        lines.append("x-trial-remaining-credits: ")
                .append(PicoDollars.usd(room.picoDollars()).toPlainString())
                .append(LINE_END);
        lines.append("x-trial-remaining-days: ").append(days).append(LINE_END);
    }

    /** Header lines that tell of it. */
    static void write(Trial over, StringBuilder lines) {
        lines.append("x-trial-expired: true\r\nx-trial-end-date: ")
                .append(Instant.ofEpochMilli(over.endsEpochMillis()))
                .append("\r\n");
    }
}
