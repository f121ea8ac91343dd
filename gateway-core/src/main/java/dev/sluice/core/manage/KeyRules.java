package dev.sluice.core.manage;

import dev.sluice.core.provider.KeyRing;
import dev.sluice.core.provider.ProviderKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What keys that are to be added must be like: as those in the configuration file. Stateless. */
final class KeyRules {

    /** Keys that are added by one call, at the most. */
    static final int MOST = 5_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern VALUE = Pattern.compile("[!-~]{1,4096}");
    private static final Set<String> RESERVED = Set.of("unknown", "other");

    private KeyRules() {}

    /** Why these keys cannot be added, whatever there is already; empty when they can. */
    static Optional<Refusal> check(List<NewKey> keys) {
        if (keys.isEmpty() || keys.size() > MOST) {
            return Optional.of(Refusal.invalid("keys", "must be 1 to " + MOST + " keys"));
        }
        Map<String, Integer> names = new HashMap<>();
        Map<String, Integer> values = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            NewKey key = keys.get(i);
            Optional<Refusal> refusal = check(i, key);
            if (refusal.isPresent()) {
                return refusal;
            }
            Integer sameName = names.putIfAbsent(key.name(), i);
            Integer sameValue = values.putIfAbsent(key.value().value(), i);
            if (sameName != null || sameValue != null) {
                return Optional.of(
                        sameName != null
                                ? Refusal.invalid(field(i, "name"), "is the same as in keys[" + sameName + "]")
                                : Refusal.invalid(field(i, "value"), "is the same as in keys[" + sameValue + "]"));
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> check(int index, NewKey key) {
        if (key.priority() < 0 || key.priority() > NewKey.LAST_PRIORITY) {
            return Optional.of(
                    Refusal.invalid(field(index, "priority"), "must be a number from 0 to " + NewKey.LAST_PRIORITY));
        }
        if (!NAME.matcher(key.name()).matches()) {
            return Optional.of(Refusal.invalid(
                    field(index, "name"), "must be 1 to 64 letters, digits and . _ @ -, a letter or digit first"));
        }
        if (RESERVED.contains(key.name())) {
            return Optional.of(Refusal.invalid(field(index, "name"), "is a name that metrics use for something else"));
        }
        return VALUE.matcher(key.value().value()).matches()
                ? Optional.empty()
                : Optional.of(Refusal.invalid(
                        field(index, "value"), "must be 1 to 4096 visible ASCII characters, without spaces"));
    }

    /** Why these keys cannot be added to what the pool has; empty when they can. */
    static Optional<Refusal> checkAgainst(KeyRing ring, List<NewKey> keys) {
        Map<String, String> nameByValue = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (ProviderKey key : ring.keys()) {
            nameByValue.put(key.value().value(), key.name());
            names.add(key.name());
        }
        for (int i = 0; i < keys.size(); i++) {
            NewKey key = keys.get(i);
            if (names.contains(key.name())) {
                return Optional.of(taken(field(i, "name"), "there is a key " + key.name() + " already"));
            }
            String owner = nameByValue.get(key.value().value());
            if (owner != null) {
                return Optional.of(taken(field(i, "value"), "is the value of the key " + owner));
            }
        }
        return Optional.empty();
    }

    /** Why these keys, which no pool has, cannot be added to what is stored; empty when they can. */
    static Optional<Refusal> checkAgainst(KeyStorage storage, String provider, List<NewKey> keys) {
        for (int i = 0; i < keys.size(); i++) {
            String name = keys.get(i).name();
            if (storage.find(provider, name).isPresent()) {
                return Optional.of(taken(
                        field(i, "name"),
                        "a key " + name
                                + " is stored, but cannot be used, as a rule because it is encrypted under another"
                                + " key: give that in store.previous_encryption_keys and restart, or delete " + name));
            }
        }
        return Optional.empty();
    }

    private static Refusal taken(String field, String message) {
        return new Refusal(Refusal.Kind.CONFLICT, "duplicate_key", message, field);
    }

    private static String field(int index, String name) {
        return "keys[" + index + "]." + name;
    }
}
