package dev.sluice.core.account;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The models that a client key may use, by the names that clients ask for; a name that ends in {@code *} stands for all
 * that begin like it. Immutable.
 */
public record AllowedModels(Set<String> names, List<String> beginnings) {

    /** Whatever there is. */
    public static final AllowedModels ALL = new AllowedModels(Set.of(), List.of(""));

    public AllowedModels {
        names = Set.copyOf(names);
        beginnings = List.copyOf(beginnings);
    }

    public static AllowedModels of(Collection<String> patterns) {
        Set<String> names = new HashSet<>();
        List<String> beginnings = new ArrayList<>();
        for (String pattern : patterns) {
            if (pattern.endsWith("*")) {
                beginnings.add(pattern.substring(0, pattern.length() - 1));
            } else {
                names.add(pattern);
            }
        }
        return new AllowedModels(names, beginnings);
    }

    /** Whether nothing is left out. */
    public boolean allowsAll() {
        return beginnings.contains("");
    }

    public boolean allows(String model) {
        if (names.contains(model)) {
            return true;
        }
        for (int i = 0; i < beginnings.size(); i++) {
            if (model.startsWith(beginnings.get(i))) {
                return true;
            }
        }
        return false;
    }
}
