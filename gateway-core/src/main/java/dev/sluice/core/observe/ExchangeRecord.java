package dev.sluice.core.observe;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.label.Labels;
import dev.sluice.core.price.Cost;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Method;
import dev.sluice.core.request.Usage;
import dev.sluice.core.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of a request when it is over; made once, at settle.
 *
 * @param usage what the provider reported, or what the gateway counted where {@link Usage#isEstimated} says so
 * @param cache what caches had to do with it; null: nothing, as none is on, or none for such a request
 */
public record ExchangeRecord(
        Request request,
        Route route,
        Result result,
        Timing timing,
        Sizes sizes,
        Usage usage,
        Cost cost,
        @Nullable CacheUse cache) {

    /**
     * The gateway's own part of the duration: neither had a provider the request, nor was a cache looked into, which
     * may ask others, nor was the client still sending it, nor was it meant to wait before the next attempt.
     */
    public long overheadNanos() {
        long others = Math.max(0, timing.upstreamNanos()) + timing.clientNanos() + cacheNanos() + timing.pauseNanos();
        return Math.max(0, timing.durationNanos() - others);
    }

    /** Time that caches took, waiting for the very same request included. */
    public long cacheNanos() {
        return cache == null ? 0 : Math.max(0, cache.waitedNanos());
    }

    /** The same, where what was used became known later. */
    public ExchangeRecord using(Usage counted, Cost paid) {
        return new ExchangeRecord(request, route, result, timing, sizes, counted, paid, cache);
    }

    /**
     * What was asked.
     *
     * @param id 32 hexadecimal digits, made by the gateway
     * @param requestId the client's {@code x-request-id} where it was sane, else {@code id}
     * @param remoteAddress the peer's address, without its port
     * @param clientKey the id of the client's key; null before authentication
     * @param stream whether the client asked for a stream
     * @param proxied whether it came through {@code /proxy/{group}}; {@code endpoint} then says which endpoint of a
     *     provider's it is, {@link Endpoint#PROXY} where it is none that the gateway knows
     * @param account whose key it is, with its tenant, user and role; null before authentication
     * @param trace the trace that it belongs to; null where nobody said so
     */
    public record Request(
            String id,
            String requestId,
            Method method,
            Endpoint endpoint,
            String remoteAddress,
            @Nullable String clientKey,
            boolean stream,
            boolean proxied,
            @Nullable Account account,
            @Nullable Trace trace) {

        /**
         * The trace, where spans are made of the request; else null. Of probes of the gateway's health, lists of models
         * and paths that are not there none are made.
         */
        public @Nullable Trace recordedTrace() {
            if (trace == null || !trace.isRecorded()) {
                return null;
            }
            return switch (endpoint.kind()) {
                case HEALTH, LOCAL, NONE -> null;
                default -> trace;
            };
        }
    }

    /**
     * Where it went: numbers in {@link Identities}; {@link Labels#UNKNOWN} before routing.
     *
     * @param group the group of the URL, where there is one (an aggregate too), else the provider
     * @param attempts how many attempts were made at providers
     * @param upstreamModel the provider's own name of the model; empty where none was asked
     */
    public record Route(int provider, int model, int group, int attempts, String upstreamModel) {

        /** Where no model of a provider's was asked. */
        public Route(int provider, int model, int group, int attempts) {
            this(provider, model, group, attempts, "");
        }
    }

    /**
     * How it ended.
     *
     * @param status the status sent, or what would have been: 499 for a client that left before the head
     * @param failure why it failed, also behind a status of 200 when a stream broke; null when it did not
     * @param endedBy the limit that ended a stream before its provider did, which is no failure; null: none
     */
    public record Result(
            int status,
            Failure.@Nullable Code failure,
            @Nullable LimitKind endedBy) {

        /** Which no limit has ended. */
        public Result(int status, Failure.@Nullable Code failure) {
            this(status, failure, null);
        }

        /** Whether it counts as a success: a final status below 400 and nothing that broke afterwards. */
        public boolean success() {
            return status < 400 && failure == null;
        }
    }

    /**
     * When. All but the first are nanoseconds; -1 where it did not happen.
     *
     * @param startedEpochMillis wall clock at the first byte of the request
     * @param durationNanos first byte of the request to last byte flushed
     * @param upstreamNanos time in which a provider had the request
     * @param queueNanos time spent waiting for a connection
     * @param firstTokenNanos first byte of the request to the first output of a stream flushed to the client
     * @param upstreamFirstChunkNanos request written upstream to the first output of a stream
     * @param outputNanos first to last output of a stream
     * @param outputEvents events of a stream that held output
     * @param admissionNanos first byte of the request to the end of what is decided of its head: who asks, and whether
     *     they may
     * @param bodyNanos first byte of the request to the end of its body
     * @param pauseNanos time in which the next attempt was put off on purpose; 0, not -1, where there was none
     */
    public record Timing(
            long startedEpochMillis,
            long durationNanos,
            long upstreamNanos,
            long queueNanos,
            long firstTokenNanos,
            long upstreamFirstChunkNanos,
            long outputNanos,
            long outputEvents,
            long admissionNanos,
            long bodyNanos,
            long pauseNanos) {

        /** The part in which the client had yet to send its body, after its head was let in. */
        long clientNanos() {
            return bodyNanos < 0 ? 0 : Math.max(0, bodyNanos - Math.max(0, admissionNanos));
        }
    }

    /** Bytes at the client's socket: of the request's body as decoded, and of the answer's body as sent. */
    public record Sizes(long requestBody, long responseBody) {}
}
