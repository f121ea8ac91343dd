package dev.sluice.netty.exchange;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Trial;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Permit;
import org.jspecify.annotations.Nullable;

/** Header lines that tell a client of its limits. Stateless. */
final class LimitLines {

    /** Chars of the lines that there mostly are. */
    private static final int LENGTH = 320;

    private LimitLines() {}

    /**
     * What is told of.
     *
     * @param permit null: there is none
     * @param denied why it may not go on; null where it may
     * @param over the trial that is over; null: none
     */
    record Told(
            Account who,
            @Nullable Permit permit,
            @Nullable Denied denied,
            @Nullable Trial over) {}

    /** In the words of the request's protocol; each with its CR LF. */
    static String of(Told told, Request request, Gates gates) {
        long now = System.currentTimeMillis();
        StringBuilder lines = new StringBuilder(LENGTH);
        Permit permit = told.permit();
        Denied denied = told.denied();
        if (permit != null) {
            LimitHeaders.write(permit, request.dialect().protocol(), now, lines);
        } else if (denied != null) {
            LimitHeaders.write(denied, request.dialect().protocol(), now, lines);
        }
        if (denied != null && denied.retryAfterMillis() > 0) {
            lines.append("retry-after-ms: ").append(denied.retryAfterMillis()).append("\r\n");
        }
        Trials.room(told.who().trial(), now, gates, lines);
        if (told.over() != null) {
            Trials.write(told.over(), lines);
        }
        return lines.toString();
    }
}
