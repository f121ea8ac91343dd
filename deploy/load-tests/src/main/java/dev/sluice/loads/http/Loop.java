package dev.sluice.loads.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thread and one selector for thousands of connections, on the client's or on the server's side. Everything but
 * {@link #execute} and {@link #close} is for the loop's own thread.
 */
public final class Loop implements AutoCloseable {

    private record Timer(long at, long order, Runnable task) implements Comparable<Timer> {

        @Override
        public int compareTo(Timer other) {
            long difference = at == other.at ? order - other.order : at - other.at;
            return Long.signum(difference);
        }
    }

    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer inbox = ByteBuffer.allocateDirect(256 * 1024);
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private long order;
    private volatile boolean open = true;
    private volatile @Nullable Throwable failure;

    /** Starts a loop on a thread of its own. */
    public Loop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException("no selector", e);
        }
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs a task on the loop's thread; from any thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Runs a task on the loop's thread after a while. */
    public void after(long millis, Runnable task) {
        timers.add(new Timer(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), order++, task));
    }

    /** Opens a connection; the owner hears how that goes. */
    public Session connect(InetSocketAddress address, Session.Owner owner) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            Session session = new Session(this, channel, owner);
            session.connect(selector, address);
            return session;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to " + address, e);
        }
    }

    /**
     * Accepts connections; from any thread, once the address is bound.
     *
     * @return what ends the listening, when it is closed on the loop's thread
     */
    public Closeable listen(InetSocketAddress address, Function<Session, Session.Owner> owners) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        try {
            server.bind(address, 4096);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
        server.configureBlocking(false);
        execute(() -> {
            try {
                server.register(selector, SelectionKey.OP_ACCEPT, owners);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return server;
    }

    /** What ended the loop before its time; null while it is well. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Borrowed by a session for one read. */
    ByteBuffer inbox() {
        return inbox.clear();
    }

    private void run() {
        try {
            while (open) {
                selector.select(millisToNextTimer());
                runTasks();
                runTimers();
                for (SelectionKey key : selector.selectedKeys()) {
                    handle(key);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        for (SelectionKey key : selector.keys()) {
            closeQuietly(key.channel());
        }
        closeQuietly(selector);
    }

    private void handle(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof Session session) {
            session.ready(key);
        } else {
            accept(key);
        }
    }

    @SuppressWarnings("unchecked") // what listen() attached
    private void accept(SelectionKey key) throws IOException {
        Function<Session, Session.Owner> owners = (Function<Session, Session.Owner>) key.attachment();
        SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
        while (channel != null) {
            channel.configureBlocking(false);
            new Session(this, channel, owners).accepted(selector);
            channel = ((ServerSocketChannel) key.channel()).accept();
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void runTimers() {
        long now = System.nanoTime();
        for (Timer next = timers.peek(); next != null && next.at() - now <= 0; next = timers.peek()) {
            timers.remove();
            next.task().run();
        }
    }

    /** At least 1: a selector takes 0 for "for ever". */
    private long millisToNextTimer() {
        Timer next = timers.peek();
        if (next == null) {
            return 1000;
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(next.at() - System.nanoTime()));
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // The loop is over: there is nobody left to tell.
        }
    }

    @Override
    public void close() {
        open = false;
        selector.wakeup();
        try {
            thread.join(2000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
