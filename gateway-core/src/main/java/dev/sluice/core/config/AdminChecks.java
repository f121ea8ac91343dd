package dev.sluice.core.config;

import dev.sluice.core.secret.PasswordHash;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.secret.TokenHash;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks section {@code admin}. */
final class AdminChecks {

    private final Problems problems;

    AdminChecks(Problems problems) {
        this.problems = problems;
    }

    void check(AdminConfig admin) {
        if (!ConfigChecks.isLoopback(admin.listen()) && admin.users().isEmpty() && !admin.insecure()) {
            problems.add("admin.listen", "beyond loopback it needs admin.users, or admin.insecure: true");
        }
        for (int i = 0; i < admin.hosts().size(); i++) {
            String host = admin.hosts().get(i);
            if (!host.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,252}") && IpLiteral.parse(host) == null) {
                problems.add(KeyPath.item("admin.hosts", i), "must be the name of a host, or an address, without port");
            }
        }
        checkUsers(admin.users());
    }

    private void checkUsers(List<AdminConfig.User> users) {
        for (int i = 0; i < users.size(); i++) {
            AdminConfig.User user = users.get(i);
            String path = KeyPath.item("admin.users", i);
            ConfigChecks.checkName(problems, KeyPath.key(path, "name"), user.name());
            checkHash(KeyPath.key(path, "password_hash"), user.passwordHash(), PasswordHash::parse);
            checkHash(KeyPath.key(path, "token_hash"), user.tokenHash(), TokenHash::parse);
            if ((user.passwordHash() == null) == (user.tokenHash() == null)) {
                problems.add(path, "needs either password_hash or token_hash");
            }
        }
        ConfigChecks.refuseTwice(problems, "admin.users", users, AdminConfig.User::name, "name");
    }

    private void checkHash(String path, @Nullable Secret hash, Consumer<String> parser) {
        if (hash == null) {
            return;
        }
        try {
            parser.accept(hash.value());
        } catch (IllegalArgumentException e) {
            problems.add(path, String.valueOf(e.getMessage()));
        }
    }
}
