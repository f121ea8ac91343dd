package dev.sluice.netty.boot;

import dev.sluice.core.config.LiveConfig;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.ResilienceSettings;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells operators of breakers: a line when one opens, with what opened it, and a line when it closes. That a probe
 * failed, and it stays open, is told only to who debugs: while a provider is away this is so once each open time.
 * Thread-safe.
 */
final class BreakerLog {

    private static final Logger LOG = LoggerFactory.getLogger(BreakerLog.class);

    private final LiveConfig config;

    BreakerLog(LiveConfig config) {
        this.config = config;
    }

    /** As {@link dev.sluice.core.resilience.VitalsTable.Observer}. */
    void changed(int provider, int model, BreakerState from, BreakerState to) {
        Identities names = config.identities();
        String name = names.providers().values()[provider];
        String ofModel = names.models().values()[model];
        switch (to) {
            case OPEN -> {
                if (from == BreakerState.CLOSED) {
                    LOG.warn("provider {}: the breaker of {} opened: {}", name, ofModel, why(provider));
                } else {
                    LOG.debug("provider {}: the breaker of {} stays open: a probe failed", name, ofModel);
                }
            }
            case CLOSED -> LOG.info("provider {}: the breaker of {} closed", name, ofModel);
            case HALF_OPEN -> LOG.debug("provider {}: the breaker of {} lets a probe through", name, ofModel);
        }
    }

    private String why(int provider) {
        return config.current().providers().stream()
                .filter(each -> each.label() == provider)
                .findFirst()
                .map(each -> why(each.resilience().breaker()))
                .orElse("its provider is not configured any more");
    }

    private static String why(ResilienceSettings.Breaker settings) {
        if (settings.of() == 0) {
            return settings.failures() + " failures in a row";
        }
        return "at least " + Math.round(settings.failureRate() * 100) + " % of the attempts in "
                + TimeUnit.NANOSECONDS.toSeconds(settings.windowNanos()) + " s failed";
    }
}
