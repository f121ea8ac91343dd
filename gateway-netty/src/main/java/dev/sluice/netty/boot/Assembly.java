package dev.sluice.netty.boot;

import dev.sluice.core.accesslog.AccessLine;
import dev.sluice.core.accesslog.AccessLog;
import dev.sluice.core.config.AdminSettings;
import dev.sluice.core.config.LiveConfig;
import dev.sluice.core.config.ProviderLevels;
import dev.sluice.core.config.Snapshot;
import dev.sluice.core.config.TracingSettings;
import dev.sluice.core.config.Verdict;
import dev.sluice.core.dialect.translate.Translations;
import dev.sluice.core.manage.Management;
import dev.sluice.core.observe.Fanout;
import dev.sluice.core.observe.GatewayListener;
import dev.sluice.core.price.PriceWatch;
import dev.sluice.core.time.Ticker;
import dev.sluice.metrics.admin.AdminServer;
import dev.sluice.metrics.admin.ReloadOutcome;
import dev.sluice.metrics.instrument.Metrics;
import dev.sluice.metrics.live.RecentExchanges;
import dev.sluice.metrics.trace.SpanExport;
import dev.sluice.metrics.vocabulary.Exposition;
import dev.sluice.netty.server.GatewayServer;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: the one place that makes what lives long, in the order in which it can be made, and ends it in the
 * opposite one. Thread-safe.
 */
public final class Assembly implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    private final Foundations foundations;
    private final LiveConfig config;
    private final Metrics metrics;
    private final Exposition exposition;
    private final RecentExchanges recent;
    private final AccessLog accessLog;
    private final @Nullable SpanExport spans;
    private final PriceWatch prices;
    private final GatewayServer server;
    private final Management management;
    private final AdminServer admin;
    private final AtomicBoolean closing = new AtomicBoolean();

    private Assembly(Foundations foundations, @Nullable String adminPassword) throws IOException {
        this.foundations = foundations;
        config = foundations.config();
        Snapshot start = config.current();
        // The instruments first: event loops resolve theirs before they see traffic.
        metrics = instruments(start);
        // Counters of all configured targets begin at 0, so that a first event is an increase.
        metrics.configured(start);
        // What a scrape shows of them.
        exposition = new Exposition(
                metrics, start.metrics().vocabularies(), start.metrics().compat());
        // What the live page shows of single exchanges.
        recent = new RecentExchanges(config.identities(), start.server().eventLoops());
        // Standard output is the access log's alone; diagnostics go to standard error.
        accessLog = new AccessLog(
                () -> config.current().log().access(),
                new AccessLine(config.identities()),
                new FileOutputStream(FileDescriptor.out));
        // Spans go to a collector, where one is configured; from a thread of their own.
        spans = startSpans(start.tracing());
        if (spans != null) {
            metrics.spans(spans);
        }
        // Breakers live longer than a configuration, and are heard from now on.
        foundations.listener(metrics);
        // The data port, which tells all of them what happens.
        server = GatewayServer.start(new GatewayServer.Collaborators(
                config::current,
                new Fanout(listeners()),
                foundations.homes(),
                accessLog::dropped,
                new Translations(),
                foundations.accounting(),
                foundations.caches()));
        // Levels can be read only now that there are loops.
        metrics.watch(server.state(), new ProviderLevels(config::current));
        foundations.tellLevels(metrics);
        metrics.prices(config.live().prices()::reading);
        // Prices are read with the configuration; from now on also when their files change.
        prices = PriceWatch.start(config.live().prices());
        // Validation asks through the event loops; it begins when everything that it may change is there.
        management = manage(foundations);
        // Last: who asks the admin port whether the gateway is ready gets a true answer.
        admin = startAdmin(start, adminPassword);
    }

    private Management manage(Foundations foundations) {
        return new Management(
                new Management.Collaborators(
                        config::current,
                        foundations.keeper(),
                        server.prober(),
                        metrics,
                        config.identities().keys(),
                        foundations.books(),
                        foundations.caches().caches()),
                Ticker.SYSTEM);
    }

    /**
     * Starts a gateway, whose closing closes what it stands on.
     *
     * @param adminPassword logs in on the admin port while no users are configured; null: nobody does
     * @throws IllegalStateException or {@link IOException} when a port cannot be listened on; the message says which
     */
    static Assembly start(Foundations foundations, @Nullable String adminPassword) throws IOException {
        return new Assembly(foundations, adminPassword);
    }

    /** Reads the configuration again; applies it whole, or keeps the old one and says why. */
    public synchronized ReloadOutcome reload() {
        Verdict<Snapshot> verdict = config.reload();
        if (verdict instanceof Verdict.Refused<Snapshot> refused) {
            metrics.reloaded(refused.problems().size());
            refused.problems().forEach(problem -> LOG.warn("configuration not reloaded: {}", problem));
            return new ReloadOutcome.Refused(refused.problems().stream()
                    .map(problem -> new ReloadOutcome.Problem(problem.path(), problem.message()))
                    .toList());
        }
        Snapshot now = ((Verdict.Accepted<Snapshot>) verdict).value();
        try {
            foundations.reloaded();
            metrics.configured(now);
            exposition.enable(now.metrics().vocabularies(), now.metrics().compat());
            admin.apply(now.admin());
            server.reloaded(now);
        } catch (IllegalArgumentException | IllegalStateException e) {
            // The file has passed its checks and changed since, as a certificate may.
            LOG.warn("configuration reloaded, but for a part of it: {}", e.getMessage());
            metrics.reloaded(1);
            return new ReloadOutcome.Refused(List.of(new ReloadOutcome.Problem("", String.valueOf(e.getMessage()))));
        }
        metrics.reloaded(0);
        LOG.info("configuration reloaded, version {}", now.version());
        return new ReloadOutcome.Applied(now.version());
    }

    /** Where the data port is, as a URL. */
    public String dataUrl() {
        Snapshot now = config.current();
        String scheme = now.server().tls() == null ? "http" : "https";
        return scheme + "://" + host(now.server().listen()) + ":" + server.port();
    }

    /** Where the admin port is, as a URL. */
    public String adminUrl() {
        AdminSettings settings = config.current().admin();
        String scheme = settings.tls() == null ? "http" : "https";
        return scheme + "://" + host(settings.listen()) + ":" + admin.port();
    }

    public int dataPort() {
        return server.port();
    }

    public int adminPort() {
        return admin.port();
    }

    /** Drains and stops. Idempotent. */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        LOG.info(
                "draining: requests under way have {} s to end",
                TimeUnit.NANOSECONDS.toSeconds(
                        config.current().server().deadlines().drainNanos()));
        // First: no more questions to providers.
        management.close();
        prices.close();
        server.close();
        // Stays until the traffic has ended, so that a drain can be watched.
        admin.close();
        // Last of those that write: it has the lines of the drained requests.
        accessLog.close();
        if (spans != null) {
            spans.close();
        }
        metrics.close();
        // Nobody changes keys any more: what is not yet kept is kept now.
        foundations.close();
        LOG.info("stopped");
    }

    private Metrics instruments(Snapshot start) {
        int loops = start.server().eventLoops();
        return start.metrics().nativeHistograms()
                ? Metrics.withNativeHistograms(config.identities(), loops)
                : new Metrics(config.identities(), loops);
    }

    private @Nullable SpanExport startSpans(TracingSettings tracing) {
        return tracing.otlp() == null ? null : SpanExport.start(tracing.otlp(), config.identities(), Version.text());
    }

    private List<GatewayListener> listeners() {
        return spans == null ? List.of(metrics, accessLog, recent) : List.of(metrics, accessLog, recent, spans);
    }

    private AdminServer startAdmin(Snapshot start, @Nullable String adminPassword) throws IOException {
        AdminServer.Options options = adminPassword == null
                ? AdminServer.Options.NONE
                : AdminServer.Options.withOneTimePassword(adminPassword);
        try {
            return AdminServer.start(
                    start.admin(),
                    new AdminServer.Collaborators(exposition, server.state(), this::reload, management, recent),
                    options);
        } catch (IOException | RuntimeException e) {
            management.close();
            prices.close();
            server.close();
            foundations.close();
            throw e;
        }
    }

    private static String host(InetSocketAddress address) {
        String host = address.getHostString();
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
