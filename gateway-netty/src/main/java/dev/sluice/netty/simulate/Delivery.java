package dev.sluice.netty.simulate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays one reply: waits, writes the head, then each piece when it is due and the client reads, a flush an event;
 * strikes where the script says so. Lives on its connection's event loop, and settles exactly once. Each piece is owned
 * by Netty's outbound side from its write on; a delivery holds none.
 */
final class Delivery implements Runnable {

    /** How many pieces one turn writes before other connections get theirs. */
    private static final int BURST = 64;

    private static final byte[] GARBAGE =
            "\u0007\u0001 this is not HTTP \u0000\u007f\r\n\r\n<<<".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] GARBAGE_CHUNK = "zz;\r\nnot a chunk\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final Connection connection;
    private final ChannelHandlerContext context;
    private final Request request;
    private final Reply reply;
    private final Fault fault;
    private final int faulty;
    private final int count;

    private @Nullable Future<?> timer;
    private long dueNanos;
    private int next;
    private int sent;
    private boolean headWritten;
    private boolean blocked;
    private boolean settled;

    /**
     * What of a request its answer still needs.
     *
     * @param entry where it is counted; null: nowhere
     */
    record Request(String target, boolean keepAlive, boolean chunks, Tally.@Nullable Entry entry) {}

    Delivery(Connection connection, ChannelHandlerContext context, Request request, Reply reply) {
        this.connection = connection;
        this.context = context;
        this.request = request;
        this.reply = reply;
        this.fault = reply.script().fault();
        this.faulty = reply.faultyPiece();
        this.count = reply.pieces().count();
    }

    void start() {
        dueNanos = System.nanoTime() + reply.headWaitNanos();
        run();
    }

    /** What comes next, if it is due: called by the timer, and when the client reads again, be it inside a flush. */
    @Override
    public void run() {
        timer = null;
        try {
            step();
        } catch (RuntimeException e) {
            connection.exceptionCaught(context, e);
        }
    }

    private void step() {
        if (settled || next == count || !due()) {
            return;
        }
        if (fault.beforeHead()) {
            strike();
            return;
        }
        if (!headWritten) {
            headWritten = true;
            if (request.entry() != null) {
                request.entry().status(reply.status().code());
            }
            context.write(Heads.of(reply, request), context.voidPromise());
            dueNanos += reply.waitNanos(0);
        }
        pump();
    }

    /** The client reads again. */
    void writable() {
        if (blocked) {
            blocked = false;
            run();
        }
    }

    /** The client is gone. */
    void abandoned() {
        if (!settled) {
            settle(Outcome.ABANDONED);
            if (request.entry() != null) {
                request.entry().abandoned(new Abandonment(request.target(), next, System.nanoTime()));
            }
        }
    }

    private void pump() {
        for (int written = 0; !settled && next < count; written++) {
            if (next == faulty) {
                strike();
                return;
            }
            if (!context.channel().isWritable()) {
                blocked = true;
                context.flush();
                return;
            }
            if (!due()) {
                context.flush();
                return;
            }
            if (written == BURST) {
                context.flush();
                timer = context.executor().submit(this);
                return;
            }
            writeNext();
        }
    }

    private void writeNext() {
        ByteBuf piece = reply.pieces().piece(next, context.alloc());
        next++;
        sent = next;
        if (next == count) {
            end(piece);
            return;
        }
        context.write(new DefaultHttpContent(piece), context.voidPromise());
        if (reply.streamed()) {
            context.flush();
        }
        dueNanos += reply.waitNanos(next);
    }

    /** The last piece, with what ends the body; or without, where the head promised more. */
    private void end(ByteBuf piece) {
        if (fault.kind() == Fault.Kind.TRUNCATE) {
            struck();
            context.writeAndFlush(new DefaultHttpContent(piece)).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        finish(new DefaultLastHttpContent(piece), reply.outcome());
    }

    private void finish(DefaultLastHttpContent last, Outcome outcome) {
        context.writeAndFlush(last).addListener(future -> {
            if (future.isSuccess() && !settled) {
                if (outcome == Outcome.FAULTED) {
                    struck();
                } else {
                    settle(outcome);
                }
                connection.finished(request);
            }
        });
    }

    private boolean due() {
        long left = dueNanos - System.nanoTime();
        if (left <= 0) {
            return true;
        }
        timer = context.executor().schedule(this, left, TimeUnit.NANOSECONDS);
        return false;
    }

    private void strike() {
        switch (fault.kind()) {
            case CUT -> cut();
            case STALL -> stall();
            case RESET -> reset();
            case GARBAGE -> breakOff(GARBAGE);
            case GARBAGE_CHUNK -> breakOff(GARBAGE_CHUNK);
            case ERROR_EVENT, CREATED_ERROR, CREATED_FAILED -> errorEvent();
            default -> {
                struck();
                context.close();
            }
        }
    }

    private void cut() {
        struck();
        ByteBuf piece = reply.pieces().piece(next, context.alloc());
        ByteBuf part = piece.readSlice(Math.min(fault.bytes(), piece.readableBytes() - 1));
        context.writeAndFlush(new DefaultHttpContent(part)).addListener(ChannelFutureListener.CLOSE);
    }

    private void stall() {
        context.flush();
        note(fault.kind());
        timer = context.executor()
                .schedule(
                        () -> {
                            settle(Outcome.FAULTED);
                            context.close();
                        },
                        fault.holdNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void reset() {
        struck();
        context.flush();
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        context.close();
    }

    /** Past the codec, which would refuse such bytes. */
    private void breakOff(byte[] bytes) {
        struck();
        context.flush();
        context.pipeline()
                .context(HttpServerCodec.class)
                .writeAndFlush(Unpooled.wrappedBuffer(bytes))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private void errorEvent() {
        EventStream events = (EventStream) reply.pieces();
        ByteBuf event = Unpooled.wrappedBuffer(events.errorEvent(next));
        next = count;
        finish(new DefaultLastHttpContent(event), Outcome.FAULTED);
    }

    /** The fault came, and that is the end. */
    private void struck() {
        if (!settled) {
            note(fault.kind());
            settle(Outcome.FAULTED);
        }
    }

    private void note(Fault.Kind kind) {
        if (request.entry() != null) {
            request.entry().struck(kind);
        }
    }

    private void settle(Outcome outcome) {
        if (settled) {
            return;
        }
        settled = true;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (request.entry() != null) {
            request.entry().ended(outcome, reply, headWritten ? sent : Tally.NO_HEAD);
        }
    }
}
