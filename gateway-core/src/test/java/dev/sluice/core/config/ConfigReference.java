package dev.sluice.core.config;

import dev.sluice.core.config.Section.Entry;
import dev.sluice.core.config.Section.Shape;

/** Writes the reference of the configuration file from the {@link Key}s that the file is bound by. */
final class ConfigReference {

    private static final String INTRODUCTION = """
            # Configuration

            One YAML file. `./gateway check --config FILE` tells everything that is wrong with it, each
            problem with its path and line; `./gateway run --config FILE` starts with it, or tells the same
            and exits with 1. SIGHUP, or `POST /-/reload` on the admin port (by a user of the role `admin`),
            reads it again: requests in
            flight end under the old one, and when the new one is refused the old one stays.

            This page is generated from the code that reads the file.

            ## The smallest useful file

            ```yaml
            SMALLEST_FILE
            ```

            [`deploy/examples/gateway.yaml`](../deploy/examples/gateway.yaml) shows every key.

            ## How values are written

            - Keys that are not listed here are errors, as are keys without a value, duplicate keys,
              anchors, aliases, tags and a second document. Nothing is repaired.
            - **Decimals** have at most nine digits behind the point, and no exponent: `2`, `0.5`.
            - **Durations** are a whole number and a unit: `250ms`, `10s`, `5m`, `1h`, `30d`.
            - **Sizes** are a whole number and `KiB`, `MiB` or `GiB`, or plain bytes: `64KiB`, `32MiB`,
              `1048576`.
            - **Addresses** are an IP address or `localhost`, a colon and a port: `127.0.0.1:8080`,
              `0.0.0.0:8080`, `"[::1]:8080"`.
            - **Files** are relative to the folder of the configuration file.
            - **Secrets** stay out of the file: in every text `${NAME}` becomes the environment variable's
              value, and `${file:PATH}` what the file holds (at most 64 KiB), without the line end at its
              end. One that is not there is an error. `$${` is a plain `${`. Inside `{ … }` and `[ … ]` put
              such a text in quotes: `"${NAME}"`. Values of the file are never printed in problems.
            - **Names** (of keys, users, tenants) are 1 to 64 letters, digits and `. _ @ -`; those of groups
              are up to 100 of them; those of models are 1 to 200 visible ASCII characters. `unknown` and
              `other` are taken by the metrics.
            """;

    private final StringBuilder page = new StringBuilder();

    private ConfigReference() {}

    static String render() {
        ConfigReference reference = new ConfigReference();
        reference.page.append(INTRODUCTION.replace("SMALLEST_FILE\n", ConfigFolder.SMALLEST));
        for (Entry entry : Section.of(GatewayConfig.class).entries()) {
            if (isSection(entry)) {
                reference.section(entry, entry.name());
            } else {
                reference.value(entry);
            }
        }
        return reference.page.toString();
    }

    private void value(Entry entry) {
        page.append("\n## `").append(entry.name()).append("`\n\n");
        page.append("| key | type | default | meaning |\n|---|---|---|---|\n");
        page.append(row(entry, entry.name()));
    }

    private void section(Entry entry, String path) {
        String at = switch (entry.shape()) {
            case LIST -> path + "[]";
            case MAP -> path + ".NAME";
            case ONE, PARTIAL -> path;
        };
        page.append("\n## `")
                .append(at)
                .append("`\n\n")
                .append(entry.key().doc())
                .append("\n\n");
        page.append("| key | type | default | meaning |\n|---|---|---|---|\n");
        for (Entry key : entry.section().entries()) {
            page.append(row(key, KeyPath.key(at, key.name())));
        }
        for (Entry key : entry.section().entries()) {
            if (isSection(key)) {
                section(key, KeyPath.key(at, key.name()));
            }
        }
    }

    private static String row(Entry entry, String path) {
        return "| `%s` | %s | %s | %s |\n".formatted(entry.name(), type(entry, path), standard(entry), meaning(entry));
    }

    private static String type(Entry entry, String path) {
        if (entry.shape() == Shape.PARTIAL) {
            return "some of [%1$s](#%1$s)".formatted(entry.name());
        }
        ScalarType scalar = entry.scalar();
        boolean list = entry.shape() == Shape.LIST;
        if (scalar == null) {
            boolean map = entry.shape() == Shape.MAP;
            String target = map ? path + "name" : path;
            String anchor = target.replaceAll("[^a-z_-]", "");
            String words = list ? "list of sections" : map ? "names, each with a section" : "section";
            return "[%s](#%s)".formatted(words, anchor);
        }
        String words = entry.key().oneOf().length > 0
                ? String.join(" \\| ", entry.key().oneOf())
                : scalar.words();
        return switch (entry.shape()) {
            case LIST -> "list of " + words;
            case MAP -> "names, each with " + words;
            case ONE, PARTIAL -> words;
        };
    }

    /** Whether a key has a table of its own. */
    static boolean isSection(Entry entry) {
        return entry.scalar() == null && entry.shape() != Shape.PARTIAL;
    }

    private static String standard(Entry entry) {
        if (entry.hasDefault()) {
            return "`" + entry.key().defaultsTo() + "`";
        }
        boolean section = entry.scalar() == null && entry.shape() != Shape.LIST;
        return entry.optional() || section ? "" : "**required**";
    }

    private static String meaning(Entry entry) {
        Key key = entry.key();
        if (!key.moreThan().isEmpty()) {
            return key.doc() + " More than " + key.moreThan() + ".";
        }
        if (entry.shape() == Shape.LIST
                || (key.atLeast().isEmpty() && key.atMost().isEmpty())) {
            return key.doc();
        }
        return key.atMost().isEmpty()
                ? key.doc() + " At least " + key.atLeast() + "."
                : key.doc() + " From " + key.atLeast() + " to " + key.atMost() + ".";
    }
}
