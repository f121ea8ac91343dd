package dev.sluice.metrics.admin;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.core.config.AdminSettings;
import dev.sluice.core.manage.Management;
import dev.sluice.core.observe.GatewayState;
import dev.sluice.core.time.Ticker;
import dev.sluice.metrics.live.LiveFeed;
import dev.sluice.metrics.live.RecentExchanges;
import dev.sluice.metrics.live.Seconds.Sources;
import dev.sluice.metrics.vocabulary.Exposition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The admin port, listening from {@link #start} to {@link #close}. It has threads of its own and touches no event loop.
 * Thread-safe.
 */
public final class AdminServer implements AutoCloseable {

    private static final int BACKLOG = 64;
    private static final int CONCURRENT_SCRAPES = 2;
    private static final int WAITING_SCRAPES = 8;
    private static final int WAITING_REPORTS = 4;
    private static final long KEEP_ALIVE_SECONDS = 30;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Routes.Lanes lanes;
    private final Gatekeeper gatekeeper;
    private final LiveFeed feed;

    private AdminServer(HttpServer server, Routes.Lanes lanes, Gatekeeper gatekeeper, LiveFeed feed) {
        this.server = server;
        this.feed = feed;
        this.lanes = lanes;
        this.gatekeeper = gatekeeper;
        this.threads = new ThreadPoolExecutor(
                0,
                ServerLimits.CONNECTIONS,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Lane.named("admin"));
    }

    /** What the port shows, and what it lets operators do. */
    public record Collaborators(
            Exposition exposition,
            GatewayState state,
            ReloadHook reload,
            Management management,
            RecentExchanges recent) {}

    /**
     * What is rarely given.
     *
     * @param oneTimePassword logs in as {@code admin}, by basic authentication or as a bearer token, while no users are
     *     configured; null: nobody does
     */
    public record Options(@Nullable String oneTimePassword, Ticker ticker) {

        public static final Options NONE = new Options(null, Ticker.SYSTEM);

        public static Options withOneTimePassword(String password) {
            return new Options(password, Ticker.SYSTEM);
        }
    }

    /**
     * Starts to listen.
     *
     * @throws IllegalArgumentException when {@link #problem} has one, or a hash or a range cannot be read
     * @throws IOException when the address cannot be bound; the message names it
     */
    public static AdminServer start(AdminSettings settings, Collaborators with, Options options) throws IOException {
        refuseIfOpen(settings);
        Gatekeeper gatekeeper = new Gatekeeper(settings, options.oneTimePassword(), options.ticker());
        ServerLimits.set();
        HttpServer server = bind(settings.listen());
        Routes.Lanes lanes = new Routes.Lanes(
                new Lane("admin-scrape", CONCURRENT_SCRAPES, WAITING_SCRAPES),
                new Lane("admin-management", 1, WAITING_SCRAPES),
                new Lane("admin-usage", 1, WAITING_REPORTS),
                new Lane("admin-health", 1, ServerLimits.CONNECTIONS));
        LiveFeed feed = new LiveFeed(
                new Sources(
                        with.exposition().metrics(), with.state(), with.recent(), options.ticker(), Clock.systemUTC()),
                Json::write);
        AdminServer admin = new AdminServer(server, lanes, gatekeeper, feed);
        Scraper scraper = new Scraper(with.exposition(), options.ticker());
        server.createContext(
                "/", new Dispatcher(new Routes(scraper, with, lanes, new LiveRoutes(feed, gatekeeper)), gatekeeper));
        server.setExecutor(admin.threads);
        server.start();
        return admin;
    }

    private static HttpServer bind(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + " (admin port): "
                            + e.getMessage(),
                    e);
        }
    }

    /** Why these settings must not be used: they would open the port to everybody. */
    public static Optional<String> problem(AdminSettings settings) {
        InetSocketAddress listen = settings.listen();
        if (listen.isUnresolved()) {
            return Optional.of("admin.listen: no such address: " + listen.getHostString());
        }
        boolean open =
                !listen.getAddress().isLoopbackAddress() && settings.users().isEmpty();
        return open && !settings.insecure()
                ? Optional.of("admin.listen: " + listen.getHostString()
                        + " is not a loopback address: configure admin.users, or admin.insecure: true")
                : Optional.empty();
    }

    private static void refuseIfOpen(AdminSettings settings) {
        problem(settings).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    /**
     * Puts the users, ranges and names of a reloaded configuration in force; where to listen needs a restart. Throws
     * {@link IllegalArgumentException}, and changes nothing, for what {@link #start} would refuse.
     */
    public void apply(AdminSettings settings) {
        refuseIfOpen(settings);
        gatekeeper.apply(settings);
    }

    /** The port that is listened on, also where the settings asked for any free one. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        feed.close();
        server.stop(0);
        threads.shutdownNow();
        lanes.scrapes().close();
        lanes.management().close();
        lanes.usage().close();
        lanes.health().close();
    }
}
