package dev.sluice.core.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks what accounts are made of, in the file and, one at a time, in the API. */
final class AccountChecks {

    private static final String STANDARD = "default";

    private final Problems problems;

    AccountChecks(Problems problems) {
        this.problems = problems;
    }

    /** Checks the sections of a file. */
    void check(GatewayConfig config) {
        names("tenants", config.tenants(), TenantConfig::id);
        names("users", config.users(), UserConfig::id);
        names("roles", config.roles(), RoleConfig::id);
        names("plans", config.plans(), PlanConfig::id);
        Set<String> tenants = tenants(config);
        for (int i = 0; i < config.users().size(); i++) {
            String at = KeyPath.key(KeyPath.item("users", i), "tenant");
            checkKnown(at, config.users().get(i).tenant(), tenants, "tenants");
        }
        for (int i = 0; i < config.roles().size(); i++) {
            String at = KeyPath.key(KeyPath.item("roles", i), "models");
            checkModels(at, config.roles().get(i).models());
        }
        checkOwners(config, tenants);
    }

    /** Checks the body of a request. */
    void check(Record body) {
        if (body instanceof TenantConfig tenant) {
            checkName("id", tenant.id());
        } else if (body instanceof UserConfig user) {
            checkName("id", user.id());
        } else if (body instanceof RoleConfig role) {
            checkName("id", role.id());
            checkModels("models", role.models());
        } else if (body instanceof PlanConfig plan) {
            checkName("id", plan.id());
        } else if (body instanceof ClientKeyBody key) {
            checkName("id", key.id());
            checkModels("models", key.models());
        } else if (body instanceof SubscriptionBody subscription) {
            checkName("id", subscription.id());
        }
    }

    /** The models that a key or a role may use. */
    void checkModels(String path, List<String> patterns) {
        for (int i = 0; i < patterns.size(); i++) {
            if (!patterns.get(i).matches("[!-)+-~]{0,200}\\*?")
                    || patterns.get(i).isEmpty()) {
                problems.add(KeyPath.item(path, i), "must be the name of a model, with * at its end or not at all");
            }
        }
        ConfigChecks.refuseTwice(problems, path, patterns, pattern -> pattern, "");
    }

    private void checkOwners(GatewayConfig config, Set<String> tenants) {
        Map<String, String> users = new HashMap<>();
        config.users().forEach(user -> users.put(user.id(), user.tenant()));
        Set<String> roles = new HashSet<>();
        config.roles().forEach(role -> roles.add(role.id()));
        for (int i = 0; i < config.auth().keys().size(); i++) {
            AuthConfig.ClientKeyConfig key = config.auth().keys().get(i);
            String path = KeyPath.item("auth.keys", i);
            checkKnown(KeyPath.key(path, "tenant"), key.tenant(), tenants, "tenants");
            checkKnown(KeyPath.key(path, "user"), key.user(), users.keySet(), "users");
            checkKnown(KeyPath.key(path, "role"), key.role(), roles, "roles");
            String own = key.user() == null ? null : users.get(key.user());
            if (own != null && key.tenant() != null && !own.equals(key.tenant())) {
                problems.add(
                        KeyPath.key(path, "tenant"), "is not the tenant of the user: leave it out, or name that one");
            }
        }
    }

    private void checkKnown(String path, @Nullable String name, Set<String> known, String section) {
        if (name != null && !known.contains(name)) {
            problems.add(path, "is not among " + section + ": define it there" + Spelling.guess(name, known));
        }
    }

    private static Set<String> tenants(GatewayConfig config) {
        Set<String> tenants = new HashSet<>(Set.of(STANDARD));
        config.tenants().forEach(tenant -> tenants.add(tenant.id()));
        return tenants;
    }

    private <T> void names(String section, List<T> items, Function<T, String> id) {
        for (int i = 0; i < items.size(); i++) {
            checkName(KeyPath.key(KeyPath.item(section, i), "id"), id.apply(items.get(i)));
        }
        ConfigChecks.refuseTwice(problems, section, items, id, "id");
    }

    private void checkName(String path, String name) {
        ConfigChecks.checkName(problems, path, name);
    }
}
