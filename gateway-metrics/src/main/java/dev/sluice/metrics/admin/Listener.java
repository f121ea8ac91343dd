package dev.sluice.metrics.admin;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** One port with a thread for each of its connections, from {@link #open} to {@link #close}. Thread-safe. */
final class Listener implements AutoCloseable {

    private static final int BACKLOG = 64;
    private static final long KEEP_ALIVE_SECONDS = 30;
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private Listener(HttpServer server, String name) {
        this.server = server;
        this.threads = new ThreadPoolExecutor(
                0,
                ServerLimits.CONNECTIONS,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Lane.named(name));
    }

    /**
     * Takes the port; nothing is served before {@link #serve}.
     *
     * @param tls null: plain HTTP
     * @param name what it is for, in messages and names of threads
     * @throws IOException when the address cannot be bound; the message names it
     */
    static Listener open(InetSocketAddress address, @Nullable AdminTls tls, String name) throws IOException {
        ServerLimits.set();
        try {
            return new Listener(tls == null ? HttpServer.create(address, BACKLOG) : secured(address, tls), name);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + " (" + name + " port): "
                            + e.getMessage(),
                    e);
        }
    }

    private static HttpServer secured(InetSocketAddress address, AdminTls tls) throws IOException {
        HttpsServer server = HttpsServer.create(address, BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.context()) {
            @Override
            public void configure(HttpsParameters connection) {
                SSLParameters parameters = new SSLParameters();
                parameters.setProtocols(PROTOCOLS);
                parameters.setNeedClientAuth(tls.needsClientCertificate());
                connection.setSSLParameters(parameters);
            }
        });
        return server;
    }

    void serve(HttpHandler handler) {
        server.createContext("/", handler);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
