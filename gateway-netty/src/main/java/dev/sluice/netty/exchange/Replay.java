package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Answer;
import dev.sluice.core.cache.CacheSettings;
import dev.sluice.core.cache.Entry;
import dev.sluice.core.cache.Found;
import dev.sluice.netty.relay.AnswerBody;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells an answer again: at once, or with the gaps that it had, and never faster than the client takes it. The bytes
 * are those of the cache, which nobody changes. Lives on the exchange's event loop.
 */
final class Replay {

    private static final int PIECE = 32 * 1024;
    private static final int MOST_GAP_MICROS = 1_000_000;
    private static final int LEAST_GAP_MICROS = 1_000;

    private final Exchange exchange;
    private final ExchangeLoop shared;
    private final Answer answer;
    private final AnswerBody body;
    private final boolean paced;
    private int at;
    private int write;
    private @Nullable Future<?> pause;
    private boolean writing;
    private boolean over;

    /** Tells what was found, whose head is written here. */
    static Replay of(Exchange exchange, ExchangeLoop shared, Caching from, Found found) {
        long now = shared.caches().clock().millis();
        from.given(found, now);
        Entry entry = found.entry();
        AnswerBody body = exchange.client().replay(entry, exchange.request(), now);
        return new Replay(exchange, shared, entry.answer(), body, from.replay());
    }

    /** @param body whose head has been written, perhaps with all of it */
    private Replay(Exchange exchange, ExchangeLoop shared, Answer answer, AnswerBody body, CacheSettings.Replay how) {
        this.exchange = exchange;
        this.shared = shared;
        this.answer = answer;
        this.body = body;
        this.at = (int) body.bytes();
        this.paced = how == CacheSettings.Replay.PACED && answer.writes().length > 0;
    }

    /** Begins, or goes on where the client takes more again. */
    void goOn() {
        // What is flushed may be taken at once, and that be told in the middle of it.
        if (writing || over || pause != null) {
            return;
        }
        writing = true;
        while (!isComplete() && pause == null && exchange.client().isWritable()) {
            if (paced) {
                pacedWrite();
            } else {
                piece(Math.min(PIECE, answer.body().length - at));
            }
            if (!isComplete()) {
                exchange.flush();
            }
        }
        writing = false;
        if (isComplete()) {
            over = true;
            body.end();
            exchange.answered(null);
        }
    }

    /** The client has left. */
    void stop() {
        over = true;
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
    }

    private boolean isComplete() {
        return at == answer.body().length;
    }

    private void pacedWrite() {
        int gap = Math.min(MOST_GAP_MICROS, answer.gapsMicros()[write]);
        if (gap < LEAST_GAP_MICROS) {
            nextWrite();
        } else {
            pause = shared.loop().executor().schedule(this::paused, gap, TimeUnit.MICROSECONDS);
        }
    }

    private void paused() {
        pause = null;
        if (!over) {
            // Due, whether the client takes more just now or not: what one write had is bounded.
            nextWrite();
            exchange.flush();
            goOn();
        }
    }

    private void nextWrite() {
        piece(answer.writes()[write++]);
    }

    private void piece(int length) {
        body.own(Unpooled.wrappedBuffer(answer.body(), at, length));
        at += length;
    }
}
