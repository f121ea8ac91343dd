package dev.sluice.loads.proof;

import dev.sluice.loads.upstream.Exchange;
import dev.sluice.loads.upstream.Upstream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The upstream of those who leave, and the clock of their leaving: when each client left, and when the upstream saw it.
 * Thread-safe.
 */
final class Farewells implements Upstream.Script {

    /** What the upstream is doing when the client leaves. */
    enum Manner {
        /** An event every 20 ms. */
        TALKING,
        /** A few events, then nothing more. */
        SILENT,
        /** As much as is taken, to a client that has stopped reading. */
        FLOODING,
        /** Not even a head. */
        UNANSWERED;

        static Manner of(int number) {
            return values()[number % values().length];
        }
    }

    private static final Pattern NUMBER = Pattern.compile("leaver-([0-9]+)");
    private static final long LONGEST_MILLIS = 30_000;
    private static final String EVENT = event("word ");
    private static final String LARGE_EVENT = event("x".repeat(16 * 1024));

    private final AtomicLongArray left;
    private final AtomicLongArray seen;
    private final CountDownLatch missing;
    private final Map<Integer, Runnable> whenAsked = new ConcurrentHashMap<>();

    Farewells(int clients) {
        left = new AtomicLongArray(clients);
        seen = new AtomicLongArray(clients);
        missing = new CountDownLatch(clients);
    }

    /** A streamed chunk of a chat completion, as an event. */
    static String event(String content) {
        return "data: {\"id\":\"chatcmpl-proof\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                + "\"model\":\"proof\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + content
                + "\"},\"finish_reason\":null}]}\n\n";
    }

    /** Runs a task, on the upstream's thread, when this client's request has arrived there. */
    void whenAsked(int number, Runnable task) {
        whenAsked.put(number, task);
    }

    /** This client leaves now. */
    void left(int number) {
        left.set(number, System.nanoTime());
    }

    /** Waits until every departure has been seen, or no longer. */
    void await(int seconds) throws InterruptedException {
        missing.await(seconds, TimeUnit.SECONDS);
    }

    /** How long the upstream took to see that this client left; -1 when it has not, or the client has not. */
    long nanos(int number) {
        return left.get(number) == 0 || seen.get(number) == 0 ? -1 : Math.max(0, seen.get(number) - left.get(number));
    }

    @Override
    public void asked(Exchange exchange, String body) {
        Matcher matcher = NUMBER.matcher(body);
        if (!matcher.find()) {
            exchange.beginEvents();
            exchange.end();
            return;
        }
        int number = Integer.parseInt(matcher.group(1));
        exchange.onGone(() -> {
            seen.set(number, System.nanoTime());
            missing.countDown();
        });
        exchange.after(LONGEST_MILLIS, exchange::end);
        answer(exchange, Manner.of(number));
        Runnable task = whenAsked.remove(number);
        if (task != null) {
            task.run();
        }
    }

    private static void answer(Exchange exchange, Manner manner) {
        if (manner != Manner.UNANSWERED) {
            exchange.beginEvents();
            exchange.chunk(EVENT);
            exchange.chunk(EVENT);
        }
        if (manner == Manner.TALKING) {
            talk(exchange);
        } else if (manner == Manner.FLOODING) {
            flood(exchange);
        }
    }

    private static void flood(Exchange exchange) {
        exchange.chunk(LARGE_EVENT);
        exchange.whenDrained(() -> flood(exchange));
    }

    private static void talk(Exchange exchange) {
        exchange.after(20, () -> {
            exchange.chunk(EVENT);
            talk(exchange);
        });
    }
}
