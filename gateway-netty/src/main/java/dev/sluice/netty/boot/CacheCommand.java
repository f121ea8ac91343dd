package dev.sluice.netty.boot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gateway cache}: the caches of answers of a running gateway, through its management API. */
@Command(
        name = "cache",
        mixinStandardHelpOptions = true,
        description = "Tells what the caches of a running gateway hold, and drops it, through its admin port.",
        subcommands = {CacheCommand.Stats.class, CacheCommand.Purge.class})
final class CacheCommand implements Callable<Integer> {

    private static final String PATH = "/cache";

    @Override
    public Integer call() {
        System.err.println("stats or purge? See: gateway cache --help");
        return 2;
    }

    /** {@code gateway cache stats}: a line a cache, then a line a tenant. */
    @Command(
            name = "stats",
            mixinStandardHelpOptions = true,
            description = "Tells what each cache holds, and what it saved each tenant since the gateway started.")
    static final class Stats implements Callable<Integer> {

        private static final String CACHE = "%-10s %12s %15s %15s %12s %12s %10s%n";
        private static final String TENANT = "%-32s %12s %12s %12s %15s %s%n";

        @Mixin
        private AdminClient admin = new AdminClient();

        @Override
        public Integer call() {
            return AdminClient.run(() -> {
                JsonNode report = admin.ask("GET", PATH, null);
                System.out.printf(Locale.ROOT, CACHE, "CACHE", "ENTRIES", "BYTES", "OF", "HITS", "MISSES", "EVICTIONS");
                report.get("caches").forEach(Stats::cache);
                System.out.println();
                System.out.printf(
                        Locale.ROOT, TENANT, "TENANT", "ENTRIES", "HITS", "MISSES", "SAVED TOKENS", "SAVED USD");
                report.get("tenants").forEach(each -> uses(each.get("tenant"), each.get("entries"), each));
                uses(JsonNodeFactory.instance.textNode("(all)"), entries(report), report);
            });
        }

        private static void cache(JsonNode of) {
            System.out.printf(
                    Locale.ROOT,
                    CACHE,
                    of.get("cache").asText(),
                    of.get("entries").asText(),
                    of.get("bytes").asText(),
                    of.get("enabled").asBoolean() ? of.get("max_bytes").asText() : "off",
                    of.get("hits").asText(),
                    of.get("misses").asText(),
                    of.get("evictions").asText());
        }

        private static JsonNode entries(JsonNode report) {
            long entries = 0;
            for (JsonNode each : report.get("caches")) {
                entries += each.get("entries").asLong();
            }
            return JsonNodeFactory.instance.numberNode(entries);
        }

        private static void uses(JsonNode whose, JsonNode entries, JsonNode of) {
            JsonNode requests = of.get("requests");
            System.out.printf(
                    Locale.ROOT,
                    TENANT,
                    whose.asText(),
                    entries.asText(),
                    requests.get("hits").asText(),
                    requests.get("misses").asText(),
                    requests.get("saved_tokens").asText(),
                    requests.get("saved_usd").decimalValue().toPlainString());
        }
    }

    /** {@code gateway cache purge}: prints how many entries were dropped. */
    @Command(
            name = "purge",
            mixinStandardHelpOptions = true,
            description = "Drops the entries of which all holds that is given, and prints how many they were.")
    static final class Purge implements Callable<Integer> {

        @Mixin
        private AdminClient admin = new AdminClient();

        @Option(names = "--tenant", paramLabel = "ID", description = "Those of this tenant.")
        private @Nullable String tenant;

        @Option(names = "--model", paramLabel = "NAME", description = "Those for which this model was asked.")
        private @Nullable String model;

        @Option(names = "--key", paramLabel = "ID", description = "Those that this client key asked for first.")
        private @Nullable String key;

        @Option(names = "--entry", paramLabel = "ID", description = "The entry of this id.")
        private @Nullable String entry;

        @Option(names = "--all", description = "All there are.")
        private boolean all;

        @Override
        public Integer call() {
            return AdminClient.run(() -> {
                JsonNode answer = admin.ask("POST", PATH + "/purge", body());
                System.out.println(answer.get("purged").asText() + " entries are dropped");
            });
        }

        private ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            put(body, "tenant", tenant);
            put(body, "model", model);
            put(body, "key", key);
            put(body, "entry", entry);
            if (all) {
                body.put("all", true);
            }
            return body;
        }

        private static void put(ObjectNode body, String name, @Nullable String value) {
            if (value != null) {
                body.put(name, value);
            }
        }
    }
}
