package dev.sluice.loads.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link Loop}, for that loop's thread only. What is sent is kept until the socket takes it. */
public final class Session {

    /** Whom a session belongs to. */
    public interface Owner {

        /** The connection stands. */
        default void connected(Session session) {}

        /** Bytes have come; to be used within the call. */
        void received(ByteBuffer in);

        /** The other side is gone, in good order (null) or not. Not told of one's own {@link Session#close}. */
        void gone(@Nullable IOException cause);
    }

    private final Loop loop;
    private final SocketChannel channel;
    private final Owner owner;
    private final Queue<ByteBuffer> outbox = new ArrayDeque<>();
    private @Nullable SelectionKey key;
    private @Nullable Runnable whenDrained;
    private boolean paused;

    Session(Loop loop, SocketChannel channel, Owner owner) {
        this.loop = loop;
        this.channel = channel;
        this.owner = owner;
    }

    Session(Loop loop, SocketChannel channel, Function<Session, Owner> owners) {
        this.loop = loop;
        this.channel = channel;
        this.owner = owners.apply(this);
    }

    public Loop loop() {
        return loop;
    }

    /** Sends bytes, which are the session's from here on. */
    public void send(byte[] bytes) {
        outbox.add(ByteBuffer.wrap(bytes));
        if (outbox.size() == 1) {
            flush();
        }
    }

    /** Runs a task once, when the socket has taken everything sent so far and would take more. */
    public void whenDrained(Runnable task) {
        whenDrained = task;
        updateInterest();
    }

    /** Stops reading, as a client that does not read. */
    public void pause() {
        paused = true;
        updateInterest();
    }

    public void resume() {
        paused = false;
        updateInterest();
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Closes at once; the owner is not told. */
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone, which is what was wanted.
        }
    }

    /** Begins to connect. */
    void connect(Selector selector, InetSocketAddress address) throws IOException {
        if (channel.connect(address)) {
            accepted(selector);
        } else {
            key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        }
    }

    /** The connection stands already. */
    void accepted(Selector selector) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
        establish();
    }

    private void establish() throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        owner.connected(this);
        updateInterest();
    }

    void ready(SelectionKey ready) {
        try {
            if (ready.isConnectable()) {
                channel.finishConnect();
                establish();
            }
            if (ready.isValid() && ready.isWritable()) {
                flush();
                drained();
            }
            if (ready.isValid() && ready.isReadable()) {
                read();
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void read() throws IOException {
        ByteBuffer in = loop.inbox();
        int length = channel.read(in);
        if (length < 0) {
            fail(null);
        } else {
            owner.received(in.flip());
        }
    }

    private void flush() {
        if (!channel.isConnected()) {
            return;
        }
        try {
            for (ByteBuffer next = outbox.peek(); next != null; next = outbox.peek()) {
                channel.write(next);
                if (next.hasRemaining()) {
                    updateInterest();
                    return;
                }
                outbox.remove();
            }
        } catch (IOException e) {
            fail(e);
            return;
        }
        updateInterest();
    }

    private void drained() {
        Runnable task = whenDrained;
        if (task != null && outbox.isEmpty() && channel.isOpen()) {
            whenDrained = null;
            updateInterest();
            task.run();
        }
    }

    private void fail(@Nullable IOException cause) {
        if (channel.isOpen()) {
            close();
            owner.gone(cause);
        }
    }

    private void updateInterest() {
        SelectionKey registered = key;
        if (registered != null && registered.isValid() && channel.isConnected()) {
            int read = paused ? 0 : SelectionKey.OP_READ;
            boolean write = !outbox.isEmpty() || whenDrained != null;
            registered.interestOps(write ? read | SelectionKey.OP_WRITE : read);
        }
    }
}
