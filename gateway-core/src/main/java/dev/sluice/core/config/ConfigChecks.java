package dev.sluice.core.config;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a configuration must hold beyond the shape of its values: what fits together, what exists, what is safe. Used by
 * one thread, once.
 */
final class ConfigChecks {

    private static final Set<String> RESERVED = Set.of("unknown", "other");

    private final Problems problems;
    private final Platform platform;

    ConfigChecks(Problems problems, Platform platform) {
        this.problems = problems;
        this.platform = platform;
    }

    void check(GatewayConfig config) {
        new ServerChecks(problems).check(config.server());
        new AdminChecks(problems).check(config.admin(), config.server().listen());
        new StoreChecks(problems).check(config.store());
        GroupGraph groups = new GroupGraph(config.providers());
        new AuthChecks(problems, groups).check(config.auth(), config.server().listen());
        new AccountChecks(problems).check(config);
        new ProviderChecks(problems, platform.dialects().keySet()).check(config.providers());
        new MemberChecks(problems, groups).check(config.providers());
        new ModelChecks(problems, groups).check(config.models());
        new RoutingChecks(problems, groups, config.models()).check(config.routing());
        new ResilienceChecks(problems).check(config.resilience(), config.providers());
        new CacheChecks(problems, groups, platform).check(config);
        new PricesChecks(problems).check(config.prices());
        new TracingChecks(problems).check(config.tracing());
        refuseTwice(problems, "metrics.vocabularies", config.metrics().vocabularies(), name -> name, "");
    }

    /**
     * Refuses items of a list that have what must be their own in common; {@code key} is where it stands in an item.
     */
    static <T> void refuseTwice(Problems problems, String list, List<T> items, Function<T, String> own, String key) {
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Integer earlier = first.putIfAbsent(own.apply(items.get(i)), i);
            if (earlier != null) {
                String item = KeyPath.item(list, i);
                String path = key.isEmpty() ? item : KeyPath.key(item, key);
                problems.add(path, "is the same as in " + KeyPath.item(list, earlier));
            }
        }
    }

    /** Whether nothing but this machine reaches an address. */
    static boolean isLoopback(InetSocketAddress address) {
        return address.getAddress().isLoopbackAddress();
    }

    /** A name as identifiers, labels and header values take it. */
    static void checkName(Problems problems, String path, String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")) {
            problems.add(path, "must be 1 to 64 letters, digits and . _ @ -, beginning with a letter or digit");
        } else if (RESERVED.contains(name)) {
            problems.add(path, "is a name that metrics use for something else: choose another");
        }
    }

    /** The name of a group, which is a part of URLs and of {@code provider/model}, too. */
    static void checkGroupName(Problems problems, String path, String name) {
        if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._@-]{0,99}")) {
            problems.add(path, "must be 1 to 100 letters, digits and . _ @ -, beginning with none of . and @");
        } else if (RESERVED.contains(name)) {
            problems.add(path, "is a name that metrics use for something else: choose another");
        }
    }

    /** The name of a model: visible ASCII, because it may stand in a header. */
    static void checkModelName(Problems problems, String path, String name) {
        if (!name.matches("[!-~]{1,200}")) {
            problems.add(path, "must be 1 to 200 visible ASCII characters, without spaces");
        } else if (RESERVED.contains(name)) {
            problems.add(path, "is a name that metrics use for something else: choose another");
        }
    }

    /** A key's value: it must be possible to send it as a header. */
    static void checkCredential(Problems problems, String path, String value) {
        if (value.isEmpty()) {
            problems.add(path, "is empty");
        } else if (!value.matches("[!-~]{1,4096}")) {
            problems.add(path, "must be at most 4096 visible ASCII characters: it has a space, a line end or others");
        }
    }
}
