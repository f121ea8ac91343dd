package dev.sluice.core.manage;

import dev.sluice.core.store.StoredKey;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gathers stored keys that cannot be used, by the reason, so that a wrong encryption key is one line in the log and not
 * thousands. For one thread.
 */
final class UnusedKeys {

    static final String TAKEN = "the configuration has keys of these names";

    private static final int NAMED = 10;

    private final Map<String, Keys> byReason = new LinkedHashMap<>();

    /** Those that have one reason. */
    private static final class Keys {
        private final Set<String> providers = new LinkedHashSet<>();
        private int count;
        private String first = "";

        void add(StoredKey row) {
            count++;
            providers.add(row.provider());
            first = first.isEmpty() ? row.name() : first;
        }

        String providers() {
            String named = providers.stream().limit(NAMED).collect(Collectors.joining(", "));
            return providers.size() > NAMED ? named + " and " + (providers.size() - NAMED) + " more" : named;
        }
    }

    void add(StoredKey row, String reason) {
        byReason.computeIfAbsent(reason, why -> new Keys()).add(row);
    }

    /** What to tell an operator: a line for each reason. */
    List<String> lines() {
        return byReason.entrySet().stream()
                .map(entry -> line(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String line(String reason, Keys keys) {
        return "stored keys that are not used: " + keys.count + " of " + keys.providers() + ", the first is "
                + keys.first + ": " + reason;
    }
}
