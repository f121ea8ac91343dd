package dev.sluice.core.accesslog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.core.account.Account;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.config.LogSettings.Access;
import dev.sluice.core.observe.CacheKind;
import dev.sluice.core.observe.CacheUse;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.price.Cost;
import dev.sluice.core.price.PicoDollars;
import dev.sluice.core.request.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * The form of an access line. Times are milliseconds, sizes bytes; what is not known is left out of JSON and is
 * {@code -} in text. No line holds a key, a prompt or a completion. Used by the log's own thread only.
 */
public final class AccessLine {

    private static final JsonFactory JSON = new JsonFactory();
    private static final double NANOS_PER_MILLI = 1e6;

    private final Identities identities;

    public AccessLine(Identities identities) {
        this.identities = identities;
    }

    /** The line for an exchange, its line end included. */
    byte[] format(ExchangeRecord exchange, Access form) {
        return form == Access.TEXT ? text(exchange) : json(exchange);
    }

    private byte[] json(ExchangeRecord exchange) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            request(json, exchange);
            outcome(json, exchange);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can always be written", e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    private static void request(JsonGenerator json, ExchangeRecord exchange) throws IOException {
        ExchangeRecord.Request request = exchange.request();
        json.writeStringField("time", time(exchange));
        json.writeStringField("id", request.id());
        json.writeStringField("request_id", request.requestId());
        if (request.trace() != null) {
            json.writeStringField("trace_id", request.trace().id());
        }
        json.writeStringField("client", request.remoteAddress());
        if (request.clientKey() != null) {
            json.writeStringField("key", request.clientKey());
        }
        if (request.account() != null && !request.account().isPlain()) {
            account(json, request.account());
        }
        json.writeStringField("method", request.method().name());
        json.writeStringField("route", request.endpoint().template());
        json.writeBooleanField("stream", request.stream());
    }

    private static void account(JsonGenerator json, Account account) throws IOException {
        json.writeStringField("tenant", account.tenant().id());
        if (account.user() != null) {
            json.writeStringField("user", account.user().id());
        }
    }

    private void outcome(JsonGenerator json, ExchangeRecord exchange) throws IOException {
        ExchangeRecord.Timing timing = exchange.timing();
        json.writeNumberField("status", exchange.result().status());
        if (exchange.result().failure() != null) {
            json.writeStringField("failure", exchange.result().failure().errorType());
        }
        LimitKind endedBy = exchange.result().endedBy();
        if (endedBy != null) {
            json.writeStringField("ended_by", endedBy.name().toLowerCase(Locale.ROOT));
        }
        CacheUse cache = exchange.cache();
        if (cache != null) {
            json.writeStringField("cache", word(cache));
        }
        if (exchange.route().attempts() > 0 || cache != null && cache.answered() != null) {
            json.writeStringField(
                    "provider",
                    name(identities.providers().values(), exchange.route().provider()));
            json.writeStringField(
                    "model", name(identities.models().values(), exchange.route().model()));
            if (!exchange.route().upstreamModel().isEmpty()) {
                json.writeStringField("upstream_model", exchange.route().upstreamModel());
            }
            json.writeNumberField("attempts", exchange.route().attempts());
        }
        millis(json, "duration_ms", timing.durationNanos());
        times(json, exchange);
        usage(json, exchange.usage());
        cost(json, exchange.cost());
        json.writeNumberField("request_bytes", exchange.sizes().requestBody());
        json.writeNumberField("response_bytes", exchange.sizes().responseBody());
    }

    /** What happened when, in the order in which it does. */
    private static void times(JsonGenerator json, ExchangeRecord exchange) throws IOException {
        ExchangeRecord.Timing timing = exchange.timing();
        millis(json, "admission_ms", timing.admissionNanos());
        millis(json, "body_ms", timing.bodyNanos());
        if (exchange.cacheNanos() > 0) {
            millis(json, "cache_ms", exchange.cacheNanos());
        }
        millis(json, "queue_ms", timing.queueNanos());
        millis(json, "upstream_ms", timing.upstreamNanos());
        if (timing.pauseNanos() > 0) {
            millis(json, "pause_ms", timing.pauseNanos());
        }
        millis(json, "upstream_first_token_ms", timing.upstreamFirstChunkNanos());
        millis(json, "first_token_ms", timing.firstTokenNanos());
        millis(json, "output_ms", timing.outputNanos());
        millis(json, "overhead_ms", exchange.overheadNanos());
    }

    /** As the client is told. */
    private static String word(CacheUse cache) {
        return cache.answered() == CacheKind.SEMANTIC
                ? "semantic"
                : cache.result().name().toLowerCase(Locale.ROOT);
    }

    private static void usage(JsonGenerator json, Usage usage) throws IOException {
        count(json, "input_tokens", usage.input());
        count(json, "output_tokens", usage.output());
        count(json, "cached_input_tokens", usage.cachedInput());
        count(json, "cache_write_tokens", usage.cacheWrite());
        count(json, "cache_write_hour_tokens", usage.cacheWriteHour());
        count(json, "reasoning_tokens", usage.reasoning());
        count(json, "audio_input_tokens", usage.audioInput());
        count(json, "audio_output_tokens", usage.audioOutput());
        count(json, "image_input_tokens", usage.imageInput());
        count(json, "image_output_tokens", usage.imageOutput());
        count(json, "images", usage.images());
        count(json, "queries", usage.queries());
        if (usage.reported()) {
            json.writeStringField("usage", usage.isEstimated() ? "estimated" : "exact");
            json.writeStringField("service_tier", usage.tier().name().toLowerCase(Locale.ROOT));
        }
    }

    /** With what it takes to compute it again. */
    private static void cost(JsonGenerator json, Cost cost) throws IOException {
        if (cost.basis() != Cost.Basis.NONE) {
            json.writeFieldName("cost_usd");
            json.writeNumber(PicoDollars.usd(cost.picoDollars()).toPlainString());
            json.writeStringField("price", cost.basis().name().toLowerCase(Locale.ROOT));
            json.writeStringField("price_version", cost.version());
        }
    }

    private byte[] text(ExchangeRecord exchange) {
        ExchangeRecord.Request request = exchange.request();
        String failure = exchange.result().failure() == null
                ? "-"
                : exchange.result().failure().errorType();
        String line = String.format(
                Locale.ROOT,
                "%s %s %s %s %s %d %s %s/%s %.1fms %d+%d tokens %s USD %d/%d bytes %s %s%s%n",
                time(exchange),
                request.remoteAddress(),
                request.clientKey() == null ? "-" : request.clientKey(),
                request.method(),
                request.endpoint().template(),
                exchange.result().status(),
                failure,
                name(identities.providers().values(), exchange.route().provider()),
                name(identities.models().values(), exchange.route().model()),
                exchange.timing().durationNanos() / NANOS_PER_MILLI,
                Math.max(0, exchange.usage().input()),
                Math.max(0, exchange.usage().output()),
                exchange.cost().basis() == Cost.Basis.NONE
                        ? "-"
                        : PicoDollars.usd(exchange.cost().picoDollars()).toPlainString(),
                exchange.sizes().requestBody(),
                exchange.sizes().responseBody(),
                request.requestId(),
                request.trace() == null ? "-" : request.trace().id(),
                exchange.cache() == null ? "" : " cache=" + word(exchange.cache()));
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static String time(ExchangeRecord exchange) {
        return Instant.ofEpochMilli(exchange.timing().startedEpochMillis()).toString();
    }

    private static String name(String[] names, int number) {
        return number < names.length ? names[number] : names[0];
    }

    private static void millis(JsonGenerator json, String field, long nanos) throws IOException {
        if (nanos >= 0) {
            json.writeNumberField(field, Math.round(nanos / NANOS_PER_MILLI * 1000) / 1000.0);
        }
    }

    private static void count(JsonGenerator json, String field, long number) throws IOException {
        if (number >= 0) {
            json.writeNumberField(field, number);
        }
    }
}
