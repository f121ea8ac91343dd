package dev.sluice.netty.boot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gateway keys}: client keys of a running gateway, through its management API. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Makes, lists and revokes client keys of a running gateway, through its admin port.",
        subcommands = {KeysCommand.Create.class, KeysCommand.Show.class, KeysCommand.Revoke.class})
final class KeysCommand implements Callable<Integer> {

    private static final String PATH = "/client-keys";

    @Override
    public Integer call() {
        System.err.println("create, list or revoke? See: gateway keys --help");
        return 2;
    }

    private static String one(String id) {
        return PATH + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** {@code gateway keys create}: prints the id and the value, which nobody sees again. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Makes a client key, and prints its id and its value: the gateway does not keep the value.")
    static final class Create implements Callable<Integer> {

        @Mixin
        private AdminClient admin = new AdminClient();

        @Option(names = "--id", paramLabel = "ID", description = "What logs call it. Left out: one is made.")
        private @Nullable String id;

        @Option(names = "--user", paramLabel = "ID", description = "The user it belongs to.")
        private @Nullable String user;

        @Option(names = "--tenant", paramLabel = "ID", description = "The tenant it belongs to.")
        private @Nullable String tenant;

        @Option(names = "--role", paramLabel = "ID", description = "The role it has.")
        private @Nullable String role;

        @Option(names = "--model", paramLabel = "NAME", description = "A model that it may ask for; may be repeated.")
        private List<String> models = List.of();

        @Option(names = "--address", paramLabel = "CIDR", description = "From where it may be used; may be repeated.")
        private List<String> addresses = List.of();

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "From when on it is unknown, such as 2027-01-01T00:00:00Z.")
        private @Nullable String expires;

        @Override
        public Integer call() {
            return AdminClient.run(() -> {
                JsonNode made = admin.ask("POST", PATH, body());
                System.out.println(
                        made.get("id").asText() + "\t" + made.get("value").asText());
            });
        }

        private ObjectNode body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            put(body, "id", id);
            put(body, "user", user);
            put(body, "tenant", tenant);
            put(body, "role", role);
            put(body, "expires", expires);
            put(body, "models", models);
            put(body, "addresses", addresses);
            return body;
        }

        private static void put(ObjectNode body, String name, @Nullable String value) {
            if (value != null) {
                body.put(name, value);
            }
        }

        private static void put(ObjectNode body, String name, List<String> values) {
            if (!values.isEmpty()) {
                values.forEach(body.putArray(name)::add);
            }
        }
    }

    /** {@code gateway keys list}: a line a key. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists client keys; never their values.")
    static final class Show implements Callable<Integer> {

        private static final String LINE = "%-32s %-5s %-6s %-24s %-24s %s%n";

        @Mixin
        private AdminClient admin = new AdminClient();

        @Override
        public Integer call() {
            return AdminClient.run(() -> {
                System.out.printf(Locale.ROOT, LINE, "ID", "FROM", "ACTIVE", "TENANT", "USER", "EXPIRES");
                String after = "";
                do {
                    JsonNode page = admin.ask("GET", PATH + "?limit=1000" + after, null);
                    page.get("items").forEach(Show::print);
                    JsonNode next = page.get("next");
                    after = next.isNull() ? "" : "&after=" + URLEncoder.encode(next.asText(), StandardCharsets.UTF_8);
                } while (!after.isEmpty());
            });
        }

        private static void print(JsonNode key) {
            JsonNode definition = key.get("definition");
            System.out.printf(
                    Locale.ROOT,
                    LINE,
                    key.get("id").asText(),
                    key.get("source").asText(),
                    definition.path("active").asText(),
                    definition.path("tenant").asText("-"),
                    definition.path("user").asText("-"),
                    definition.path("expires").asText("never"));
        }
    }

    /** {@code gateway keys revoke}: at once, and for good. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Revokes a client key, at once and for good.")
    static final class Revoke implements Callable<Integer> {

        @Mixin
        private AdminClient admin = new AdminClient();

        @Parameters(paramLabel = "ID", description = "The key's id.")
        private String id = "";

        @Override
        public Integer call() {
            return AdminClient.run(() -> {
                admin.ask("DELETE", one(id), null);
                System.out.println(id + " is revoked");
            });
        }
    }
}
