package dev.sluice.metrics.admin;

import dev.sluice.core.config.AdminSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of the admin port, read anew when their files change: each connection uses those in force when it
 * was made. Files that cannot be used, as one of a pair that is replaced a moment before the other, leave the old ones
 * in force. Thread-safe; looks at the files on a thread of its own.
 */
final class AdminTls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdminTls.class);

    private final ScheduledExecutorService watch;
    private volatile Certificates current;
    private @Nullable String refused;

    /** Throws {@link IllegalArgumentException} when the files cannot be used. */
    AdminTls(AdminSettings.Tls files, Duration checks) {
        this.current = read(files);
        this.watch = Executors.newSingleThreadScheduledExecutor(Lane.named("admin-tls"));
        watch.scheduleWithFixedDelay(this::check, checks.toMillis(), checks.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Reads these files; throws {@link IllegalArgumentException}, and keeps the old ones, when they cannot be used. */
    synchronized void apply(AdminSettings.Tls files) {
        current = read(files);
        refused = null;
    }

    private synchronized void check() {
        AdminSettings.Tls files = current.files();
        try {
            if (!current.same(CertificateFiles.read(files))) {
                current = read(files);
                LOG.info("admin port: new certificates are in use");
            }
            refused = null;
        } catch (IllegalArgumentException | IOException e) {
            tellOnce(String.valueOf(e.getMessage()));
        }
    }

    private void tellOnce(String problem) {
        if (!problem.equals(refused)) {
            LOG.warn("admin port: changed certificates are not used: {}", problem);
            refused = problem;
        }
    }

    private static Certificates read(AdminSettings.Tls files) {
        try {
            return Certificates.of(files, CertificateFiles.read(files));
        } catch (IOException e) {
            throw new IllegalArgumentException("admin.tls: cannot read " + e.getMessage(), e);
        }
    }

    /** What the server makes its connections' engines with, whatever is in force at that time. */
    SSLContext context() {
        return new SwitchedContext(() -> current.context());
    }

    /** Whether the newest connections need a certificate of their client. */
    boolean needsClientCertificate() {
        return current.files().clientCa() != null;
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
