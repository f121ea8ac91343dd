package dev.sluice.metrics.admin;

import dev.sluice.core.account.ItemKind;
import dev.sluice.core.manage.Management;
import dev.sluice.metrics.instrument.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The management API: one line a route. {@code docs/openapi.json} describes each of them, and is served, too. */
final class ApiRoutes {

    static final String ROOT = "/api/v1";

    private static final long STORE_MILLIS = 10_000;
    private static final String PROVIDER = "/providers/{provider}";
    private static final String KEYS = PROVIDER + "/keys";
    private static final String KEY = KEYS + "/{key}";

    private final Routes.Lanes lanes;

    private ApiRoutes(Routes.Lanes lanes) {
        this.lanes = lanes;
    }

    static List<Route> of(Management management, Metrics metrics, Routes.Lanes lanes) {
        return new ApiRoutes(lanes).table(management, metrics);
    }

    /** Of two routes that match a path the first one with the method counts. */
    private List<Route> table(Management management, Metrics metrics) {
        ProvidersApi providers = new ProvidersApi(management.providers());
        KeysApi keys = new KeysApi(management.keys(), new StoreWait(STORE_MILLIS));
        ValidationsApi validations = new ValidationsApi(management.validations());
        byte[] description = description();
        List<Route> all = new ArrayList<>(List.of(
                route(Route.READ, "/openapi.json", call -> Answer.written(description)),
                route(Route.READ, "/providers", providers::list),
                route(Route.READ, PROVIDER, providers::find),
                route(Route.CHANGE, PROVIDER + "/breakers/reset", providers::resetBreakers),
                route(Route.READ, KEYS, keys::list),
                route(Route.CHANGE, KEYS, keys::add).withBodiesUpTo(KeysApi.MAX_BODY),
                route(Route.CHANGE, KEYS + "/validate", validations::validateKeys),
                route(Route.READ, KEY, keys::find),
                route(Route.DELETE, KEY, keys::delete),
                route(Route.CHANGE, KEY + "/disable", keys::disable),
                route(Route.CHANGE, KEY + "/restore", keys::restore),
                route(Route.CHANGE, KEY + "/validate", validations::validateKey),
                route(Route.READ, "/tasks/{task}", validations::task)));
        all.addAll(usage(management));
        all.addAll(caches(new CacheApi(management.caches(), metrics, new StoreWait(STORE_MILLIS))));
        for (ItemKind kind : ItemKind.values()) {
            all.addAll(accounts(kind, management));
        }
        return all;
    }

    private List<Route> usage(Management management) {
        UsageApi usage = new UsageApi(management.usage());
        CreditsApi credits = new CreditsApi(management.credits());
        String balance = AccountsApi.path(ItemKind.USER) + "/{id}/credits";
        return List.of(
                // What may read millions of entries keeps nobody waiting who makes or revokes a key.
                route(Route.READ, "/usage", lanes.usage(), usage::report),
                route(Set.of("GET"), "/usage.csv", lanes.usage(), usage::export),
                route(Route.READ, balance, credits::balance),
                route(Route.CHANGE, balance, credits::change));
    }

    private List<Route> caches(CacheApi caches) {
        String entries = "/cache/entries";
        return List.of(
                route(Route.READ, "/cache", caches::statistics),
                // What may look at millions of entries goes where exports go.
                route(Route.READ, entries, lanes.usage(), caches::entries),
                route(Route.DELETE, entries + "/{id}", lanes.usage(), caches::delete),
                route(Route.CHANGE, "/cache/purge", lanes.usage(), caches::purge));
    }

    private List<Route> accounts(ItemKind kind, Management management) {
        AccountsApi accounts = new AccountsApi(kind, management.accounts(), new StoreWait(STORE_MILLIS));
        String all = AccountsApi.path(kind);
        String one = all + "/{id}";
        List<Route> routes = new ArrayList<>(List.of(
                route(Route.READ, all, accounts::list),
                route(Route.CHANGE, all, accounts::create),
                route(Route.READ, one, accounts::find),
                route(Route.REPLACE, one, accounts::replace),
                route(Route.DELETE, one, accounts::delete)));
        if (kind == ItemKind.SUBSCRIPTION) {
            routes.add(route(Route.CHANGE, one + "/cancel", accounts::cancel));
        }
        return routes;
    }

    private Route route(Set<String> methods, String path, Route.Handler handler) {
        return route(methods, path, lanes.management(), handler);
    }

    private static Route route(Set<String> methods, String path, Lane lane, Route.Handler handler) {
        return new Route(methods, ROOT + path, Access.ADMIN, lane, handler);
    }

    private static byte[] description() {
        try (InputStream file = ApiRoutes.class.getResourceAsStream("openapi.json")) {
            return Objects.requireNonNull(file, "openapi.json is not in the jar")
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
