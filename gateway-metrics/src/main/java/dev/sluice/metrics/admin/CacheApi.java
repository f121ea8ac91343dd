package dev.sluice.metrics.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.core.cache.Purge;
import dev.sluice.core.manage.CacheAdmin;
import dev.sluice.core.manage.CacheAdmin.Purged;
import dev.sluice.core.manage.Outcome;
import dev.sluice.core.manage.Refusal;
import dev.sluice.metrics.instrument.Metrics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers what is asked about caches of answers under {@code /api/v1}: never what is in an answer. */
final class CacheApi {

    /** As ids and models may be; one that is none is a slip, and nothing that a log could be broken with. */
    private static final Pattern NAME = Pattern.compile("[!-~]{1,200}");

    private static final Pattern ENTRY = Pattern.compile("[0-9a-f]{16}");
    private static final Set<String> FILTERS = Set.of("tenant", "model", "key", "limit", "after");

    private final CacheAdmin caches;
    private final Metrics metrics;
    private final StoreWait wait;

    CacheApi(CacheAdmin caches, Metrics metrics, StoreWait wait) {
        this.caches = caches;
        this.metrics = metrics;
        this.wait = wait;
    }

    /** @param all true, where nothing else is given: a body that lost its members must not empty a cache */
    record PurgeBody(
            @JsonProperty @Nullable String tenant,
            @JsonProperty @Nullable String model,
            @JsonProperty @Nullable String key,
            @JsonProperty @Nullable String entry,
            @JsonProperty @Nullable Boolean all) {}

    Answer statistics(Call call) {
        return Answer.json(200, CacheStatistics.of(caches, metrics.cacheTotals()));
    }

    Answer entries(Call call) {
        AdminRequest request = call.request();
        return Answer.of(
                200, Paging.of(request).then(cut -> filters(request).then(which -> caches.entries(which, cut))));
    }

    private static Outcome<Purge> filters(AdminRequest request) {
        try {
            return filter(request);
        } catch (IllegalArgumentException e) {
            return Outcome.refused(
                    new Refusal(Refusal.Kind.INVALID, "invalid_query", "the query has a broken percent sign", null));
        }
    }

    Answer delete(Call call) throws InterruptedException, ExecutionException {
        if (call.body().length > 0) {
            return Answer.error(400, "invalid_body", "DELETE takes no body here");
        }
        return Answer.of(200, wait.await(caches.delete(call.path("id"), Operator.of(call.request()))));
    }

    Answer purge(Call call) throws InterruptedException, ExecutionException {
        Outcome<Purge> which = Json.read(call.body(), PurgeBody.class).then(CacheApi::which);
        if (which instanceof Outcome.Done<Purge> done) {
            Outcome<Purged> purged = wait.await(caches.purge(done.value(), Operator.of(call.request())));
            return Answer.of(200, purged);
        }
        return Answer.of(200, which);
    }

    private static Outcome<Purge> which(PurgeBody body) {
        boolean narrowed =
                Stream.of(body.tenant(), body.model(), body.key(), body.entry()).anyMatch(each -> each != null);
        if (body.all() != null && (!body.all() || narrowed)) {
            return Outcome.refused(Refusal.invalid("all", "must be true, and stand alone"));
        }
        if (body.all() == null && !narrowed) {
            return Outcome.refused(new Refusal(
                    Refusal.Kind.INVALID, "invalid_body", "say which: tenant, model, key, entry, or all", null));
        }
        return checked(new Purge(body.tenant(), body.model(), body.key(), body.entry()));
    }

    /** Strictly, for what is not understood would show more than was asked for. */
    private static Outcome<Purge> filter(AdminRequest request) {
        for (String name : request.parameterNames()) {
            if (!FILTERS.contains(name)) {
                return Outcome.refused(
                        Refusal.invalid(name.matches("[a-z_]{1,40}") ? name : "***", "is not known here"));
            }
            if (request.parameters(name).size() > 1) {
                return Outcome.refused(Refusal.invalid(name, "stands more than once"));
            }
        }
        return checked(new Purge(one(request, "tenant"), one(request, "model"), one(request, "key"), null));
    }

    private static @Nullable String one(AdminRequest request, String name) {
        List<String> values = request.parameters(name);
        return values.isEmpty() ? null : values.get(0);
    }

    private static Outcome<Purge> checked(Purge which) {
        if (isWrong(which.tenant(), NAME)) {
            return Outcome.refused(Refusal.invalid("tenant", "is no id of a tenant"));
        }
        if (isWrong(which.model(), NAME)) {
            return Outcome.refused(Refusal.invalid("model", "is no name of a model"));
        }
        if (isWrong(which.clientKey(), NAME)) {
            return Outcome.refused(Refusal.invalid("key", "is no id of a client key"));
        }
        return isWrong(which.id(), ENTRY)
                ? Outcome.refused(Refusal.invalid("entry", "must be 16 hexadecimal digits, as entries are listed"))
                : Outcome.done(which);
    }

    private static boolean isWrong(@Nullable String given, Pattern form) {
        return given != null && !form.matcher(given).matches();
    }
}
