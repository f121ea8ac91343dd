package dev.sluice.metrics.admin;

import dev.sluice.core.manage.UsageAdmin;
import dev.sluice.core.manage.UsageExport;
import dev.sluice.core.store.StoreException;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what is asked about usage under {@code /api/v1}. Thread-safe. */
final class UsageApi {

    private static final Logger LOG = LoggerFactory.getLogger(UsageApi.class);
    private static final int EXPORTS = 2;

    private final UsageAdmin usage;
    private final Semaphore exports = new Semaphore(EXPORTS);

    UsageApi(UsageAdmin usage) {
        this.usage = usage;
    }

    Answer report(Call call) {
        return Answer.of(200, UsageQuestions.of(call.request()).then(usage::report));
    }

    Answer export(Call call) {
        return UsageQuestions.of(call.request())
                .then(usage::export)
                .fold(
                        export -> Answer.streamed("text/csv; charset=utf-8; header=present", to -> write(export, to))
                                .with("Content-Disposition", "attachment; filename=\"usage.csv\""),
                        Answer::refusal);
    }

    /** Exports wait for each other where there are several, on the threads of their own connections. */
    private void write(UsageExport export, Writer to) throws IOException {
        exports.acquireUninterruptibly();
        try {
            export.writeTo(to);
        } catch (StoreException e) {
            LOG.warn("an export of usage broke off: {}", e.getMessage());
            throw e;
        } finally {
            exports.release();
        }
    }
}
