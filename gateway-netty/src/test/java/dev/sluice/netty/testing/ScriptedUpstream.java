package dev.sluice.netty.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An upstream on a free port of loopback that does exactly as it is told with each connection: plain sockets, a thread
 * a connection. It keeps the requests that it has read.
 */
public final class ScriptedUpstream implements AutoCloseable {

    private final ServerSocket listener;
    private final Thread acceptor;
    private final Script script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Semaphore steps = new Semaphore(0);

    /** What is done with one connection; it is closed behind it. */
    @FunctionalInterface
    public interface Script {
        void run(Connection connection) throws IOException;
    }

    /** A request as it was received: its head, line ends included, and its body. */
    public record Request(String head, byte[] body) {

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private ScriptedUpstream(ServerSocket listener, Script script) {
        this.script = script;
        this.listener = listener;
        this.acceptor = new Thread(this::accept, "scripted-upstream");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    public static ScriptedUpstream start(Script script) {
        try {
            return on(new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a socket that listens already, such as one that speaks TLS. */
    public static ScriptedUpstream on(ServerSocket listener, Script script) {
        return new ScriptedUpstream(listener, script);
    }

    /** Answers every request, on kept connections, with these bytes. */
    public static ScriptedUpstream answering(String response) {
        byte[] bytes = response.getBytes(StandardCharsets.UTF_8);
        return start(connection -> {
            while (connection.readRequest()) {
                connection.send(bytes);
            }
        });
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** All requests that were read whole, in order. */
    public List<Request> requests() {
        return requests;
    }

    /** How many connections were accepted. */
    public int connections() {
        return connections.get();
    }

    /** Lets one script that waits in {@link Connection#awaitProceed} go on. */
    public void proceed() {
        steps.release();
    }

    @Override
    public void close() {
        try {
            steps.release(1000);
            listener.close();
            // Until its thread has left it, a socket that is closed takes connections.
            acceptor.join();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket, number), "scripted-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            script.run(new Connection(socket, number));
        } catch (IOException gone) {
            // The gateway closed the connection: what the test looks at shows it.
        }
    }

    /** One connection, as a script sees it. */
    public final class Connection {

        private final Socket socket;
        private final int number;
        private final InputStream in;
        private @Nullable Request last;

        private Connection(Socket socket, int number) throws IOException {
            this.socket = socket;
            this.number = number;
            this.in = socket.getInputStream();
        }

        /** Which connection it is, from 1. */
        public int number() {
            return number;
        }

        public Socket socket() {
            return socket;
        }

        /** The body of the request that was read last, as text. */
        public String lastRequest() {
            return last == null ? "" : last.text();
        }

        /** The head of the request that was read last. */
        public String lastHead() {
            return last == null ? "" : last.head();
        }

        /** Reads one request whole; false when the connection ended instead. */
        public boolean readRequest() throws IOException {
            if (!readHead()) {
                return false;
            }
            String head = lastHead();
            byte[] body = isChunked(head) ? readChunks() : in.readNBytes(contentLength(head));
            last = new Request(head, body);
            requests.add(last);
            return true;
        }

        /** Reads the head of a request only, which is not kept; false when the connection ended instead. */
        public boolean readHead() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            int matched = 0;
            while (matched < 4) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                head.write(next);
                matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
            }
            last = new Request(head.toString(StandardCharsets.ISO_8859_1), new byte[0]);
            return true;
        }

        /** Reads so many bytes, or as many as come before the connection ends. */
        public byte[] read(int count) throws IOException {
            return in.readNBytes(count);
        }

        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        /** Waits until the other side closes; true when it did, false when it sent something instead. */
        public boolean awaitClose() throws IOException {
            try {
                return in.read() < 0;
            } catch (java.net.SocketException reset) {
                return true;
            }
        }

        /** Waits so long for the other side to close; false when it did. */
        public boolean awaitMillis(int millis) throws IOException {
            socket.setSoTimeout(millis);
            try {
                return in.read() >= 0;
            } catch (java.net.SocketTimeoutException stillThere) {
                return true;
            }
        }

        /** Waits until the test calls {@link ScriptedUpstream#proceed}. */
        public void awaitProceed() {
            steps.acquireUninterruptibly();
        }

        /** Reads whatever comes until the other side closes. */
        public void awaitEnd() throws IOException {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }

        /** Ends the connection with a reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        private byte[] readChunks() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                body.write(in.readNBytes(size));
                in.readNBytes(2);
            }
            in.readNBytes(2);
            return body.toByteArray();
        }

        private int chunkSize() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("the connection ended in a chunked body");
                }
                line.append((char) next);
            }
            return Integer.parseInt(line.toString().strip(), 16);
        }

        private static boolean isChunked(String head) {
            return head.toLowerCase(Locale.ROOT).contains("\r\ntransfer-encoding: chunked\r\n");
        }

        private static int contentLength(String head) {
            for (String line : head.split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    return Integer.parseInt(line.substring(15).strip());
                }
            }
            return 0;
        }
    }
}
