package dev.sluice.metrics.admin;

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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The admin port and its aliases, listening from {@link #start} to {@link #close}. It has threads of its own and
 * touches no event loop. Thread-safe.
 */
public final class AdminServer implements AutoCloseable {

    private static final int CONCURRENT_SCRAPES = 2;
    private static final int WAITING_SCRAPES = 8;
    private static final int WAITING_REPORTS = 4;

    private final @Nullable AdminTls tls;
    private final Listener listener;
    private final Aliases aliases;
    private final Routes.Lanes lanes;
    private final Gatekeeper gatekeeper;
    private final LiveFeed feed;

    /** Takes all ports before anything is served. */
    private AdminServer(AdminSettings settings, Gatekeeper gatekeeper, @Nullable AdminTls tls, LiveFeed feed)
            throws IOException {
        this.feed = feed;
        this.gatekeeper = gatekeeper;
        this.tls = tls;
        this.listener = Listener.open(settings.listen(), tls, "admin");
        try {
            this.aliases = Aliases.open(settings.aliases(), tls);
        } catch (IOException | RuntimeException e) {
            listener.close();
            throw e;
        }
        this.lanes = new Routes.Lanes(
                Lane.ofScrapes(CONCURRENT_SCRAPES, WAITING_SCRAPES),
                Lane.of("admin-management", 1, WAITING_SCRAPES),
                Lane.of("admin-usage", 1, WAITING_REPORTS),
                Lane.of("admin-health", 1, ServerLimits.CONNECTIONS));
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
     * @param certificateChecks how often files of certificates are looked at
     */
    public record Options(@Nullable String oneTimePassword, Ticker ticker, Duration certificateChecks) {

        public static final Options NONE = new Options(null, Ticker.SYSTEM, Duration.ofSeconds(30));

        public static Options withOneTimePassword(String password) {
            return new Options(password, NONE.ticker(), NONE.certificateChecks());
        }
    }

    /**
     * Starts to listen.
     *
     * @throws IllegalArgumentException when {@link #problem} has one, a hash or a range cannot be read, or a
     *     certificate cannot be used
     * @throws IOException when an address cannot be bound; the message names it
     */
    public static AdminServer start(AdminSettings settings, Collaborators with, Options options) throws IOException {
        refuseIfOpen(settings);
        Gatekeeper gatekeeper = new Gatekeeper(settings, options.oneTimePassword(), options.ticker());
        LiveFeed feed = new LiveFeed(
                new Sources(
                        with.exposition().metrics(), with.state(), with.recent(), options.ticker(), Clock.systemUTC()),
                Json::write);
        AdminTls tls = settings.tls() == null ? null : new AdminTls(settings.tls(), options.certificateChecks());
        AdminServer admin;
        try {
            admin = new AdminServer(settings, gatekeeper, tls, feed);
        } catch (IOException | RuntimeException e) {
            close(tls);
            feed.close();
            throw e;
        }
        admin.serve(with, new Scraper(with.exposition(), options.ticker()));
        return admin;
    }

    private void serve(Collaborators with, Scraper scraper) {
        listener.serve(new Dispatcher(Routes.of(scraper, with, lanes, new LiveRoutes(feed, gatekeeper)), gatekeeper));
        aliases.serve(paths -> new Dispatcher(Routes.of(paths, scraper, lanes), gatekeeper));
    }

    /** Why these settings must not be used: they would open the port, or one of its aliases, to everybody. */
    public static Optional<String> problem(AdminSettings settings) {
        Optional<String> problem = problem("admin.listen", settings.listen(), settings, settings.tls() != null);
        for (AdminSettings.Alias alias : settings.aliases()) {
            problem = problem.or(() -> problem("admin.aliases", alias.listen(), settings, alias.tls()));
        }
        return problem;
    }

    private static Optional<String> problem(
            String key, InetSocketAddress listen, AdminSettings settings, boolean secured) {
        if (listen.isUnresolved()) {
            return Optional.of(key + ": no such address: " + listen.getHostString());
        }
        boolean needsCertificate =
                secured && settings.tls() != null && settings.tls().clientCa() != null;
        boolean open =
                !listen.getAddress().isLoopbackAddress() && settings.users().isEmpty() && !needsCertificate;
        return open && !settings.insecure()
                ? Optional.of(key + ": " + listen.getHostString()
                        + " is not a loopback address: configure admin.users, admin.tls.client_ca,"
                        + " or admin.insecure: true")
                : Optional.empty();
    }

    private static void refuseIfOpen(AdminSettings settings) {
        problem(settings).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    /**
     * Puts the users, ranges, names and certificates of a reloaded configuration in force, these also where their files
     * alone have changed; where to listen needs a restart. Throws {@link IllegalArgumentException}, and changes
     * nothing, for what {@link #start} would refuse.
     */
    public void apply(AdminSettings settings) {
        refuseIfOpen(settings);
        Gatekeeper.Rules rules = gatekeeper.rules(settings);
        if (tls != null && settings.tls() != null) {
            tls.apply(settings.tls());
        }
        gatekeeper.apply(rules);
    }

    /** The port that is listened on, also where the settings asked for any free one. */
    public int port() {
        return listener.port();
    }

    /** The ports of the aliases, in the order of the settings. */
    public List<Integer> aliasPorts() {
        return aliases.ports();
    }

    @Override
    public void close() {
        feed.close();
        listener.close();
        aliases.close();
        lanes.close();
        close(tls);
    }

    private static void close(@Nullable AdminTls tls) {
        if (tls != null) {
            tls.close();
        }
    }
}
