package dev.sluice.netty.exchange;

import dev.sluice.core.account.LimitKind.Counted;
import dev.sluice.core.account.LimitKind.Window;
import dev.sluice.core.admission.Denied;
import dev.sluice.core.admission.Permit;
import dev.sluice.core.admission.Room;
import dev.sluice.core.request.Protocol;
import dev.sluice.netty.wire.Headers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header lines that tell a client how much it may still ask: OpenAI's or Anthropic's, of the limit of requests and
 * that of tokens of which the smallest part is left. Stateless.
 */
final class LimitHeaders {

    private static final byte[] OPENAI = HeaderRules.ascii("x-ratelimit-");
    private static final byte[] ANTHROPIC = HeaderRules.ascii("anthropic-ratelimit-");
    private static final String LINE_END = "\r\n";
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private LimitHeaders() {}

    /** Whether a provider's header line tells of its own limits, which are not the client's. */
    static boolean isOne(Headers headers, int i) {
        return HeaderRules.startsWith(headers, i, OPENAI) || HeaderRules.startsWith(headers, i, ANTHROPIC);
    }

    static void write(Permit permit, Protocol protocol, long now, StringBuilder lines) {
        List<Room> rooms = permit.rooms(now);
        write(tightest(rooms, Counted.REQUESTS), "requests", protocol, now, lines);
        write(tightest(rooms, Counted.TOKENS), "tokens", protocol, now, lines);
        if (!permit.exceeded(now).isEmpty()) {
            lines.append("x-sluice-budget: exceeded\r\n");
        }
    }

    /** A limit is in the way before there is a permit: nothing of it is left. */
    static void write(Denied denied, Protocol protocol, long now, StringBuilder lines) {
        if (denied.kind().window() == Window.NONE) {
            // What is at once, a plan's or a trial's is no limit that these headers know.
            return;
        }
        Room room = new Room(denied.kind(), denied.limit(), 0, denied.retryAfterMillis());
        switch (denied.kind().counted()) {
            case REQUESTS -> write(room, "requests", protocol, now, lines);
            case TOKENS -> write(room, "tokens", protocol, now, lines);
            case EXCHANGES, MONEY -> {}
        }
    }

    private static void write(@Nullable Room room, String what, Protocol protocol, long now, StringBuilder lines) {
        if (room == null) {
            return;
        }
        switch (protocol) {
            case OPENAI -> openAi(room, what, lines);
            case ANTHROPIC -> anthropic(room, what, now, lines);
            case GEMINI -> {}
        }
    }

    private static void openAi(Room room, String what, StringBuilder lines) {
        lines.append("x-ratelimit-limit-")
                .append(what)
                .append(": ")
                .append(room.limit())
                .append(LINE_END);
        lines.append("x-ratelimit-remaining-")
                .append(what)
                .append(": ")
                .append(room.remaining())
                .append(LINE_END);
        lines.append("x-ratelimit-reset-").append(what).append(": ");
        duration(room.resetMillis(), lines);
        lines.append(LINE_END);
    }

    private static void anthropic(Room room, String what, long now, StringBuilder lines) {
        String name = "anthropic-ratelimit-" + what;
        lines.append(name).append("-limit: ").append(room.limit()).append(LINE_END);
        lines.append(name).append("-remaining: ").append(room.remaining()).append(LINE_END);
        // Rounded up to whole seconds, as Anthropic has them.
        Instant reset =
                Instant.ofEpochMilli(now + room.resetMillis() + SECOND - 1).truncatedTo(ChronoUnit.SECONDS);
        lines.append(name).append("-reset: ").append(reset).append(LINE_END);
    }

    /** As OpenAI writes it: {@code 120ms}, {@code 6.5s}, {@code 1m30s}, {@code 2h0m0s}. */
    private static void duration(long millis, StringBuilder out) {
        if (millis < SECOND) {
            out.append(millis).append("ms");
            return;
        }
        long hours = millis / HOUR;
        long minutes = millis % HOUR / MINUTE;
        if (hours > 0) {
            out.append(hours).append('h');
        }
        if (hours > 0 || minutes > 0) {
            out.append(minutes).append('m');
        }
        long rest = millis % MINUTE;
        out.append(rest / SECOND);
        fraction(rest % SECOND, out);
        out.append('s');
    }

    /** As few digits of thousandths as tell all. */
    private static void fraction(long thousandths, StringBuilder out) {
        if (thousandths > 0) {
            out.append('.');
        }
        for (long place = SECOND / 10, left = thousandths; left > 0; left %= place, place /= 10) {
            out.append(left / place);
        }
    }

    private static @Nullable Room tightest(List<Room> rooms, Counted counted) {
        Room tightest = null;
        for (Room room : rooms) {
            if (room.kind().counted() == counted && (tightest == null || share(room) < share(tightest))) {
                tightest = room;
            }
        }
        return tightest;
    }

    private static double share(Room room) {
        return room.limit() == 0 ? 0 : (double) room.remaining() / room.limit();
    }
}
