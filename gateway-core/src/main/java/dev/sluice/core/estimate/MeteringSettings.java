package dev.sluice.core.estimate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How what is used is learnt.
 *
 * @param estimates where no provider reports it
 * @param drainNanos by the provider's name, how long an answer is read on whose client has left; others are cancelled
 */
public record MeteringSettings(EstimateSettings estimates, Map<String, Long> drainNanos) {

    public MeteringSettings {
        drainNanos = Map.copyOf(drainNanos);
    }

    /** How long a provider's answers are read on when their client has left; 0: not at all. */
    public long drainNanos(String provider) {
        @Nullable Long nanos = drainNanos.get(provider);
        return nanos == null ? 0 : nanos;
    }
}
