package dev.sluice.core.config;

import dev.sluice.core.secret.PasswordHash;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.secret.TokenHash;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks section {@code admin}. */
final class AdminChecks {

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]{1,64}){1,8}");

    private final Problems problems;

    AdminChecks(Problems problems) {
        this.problems = problems;
    }

    /** @param data where the data port listens */
    void check(AdminConfig admin, InetSocketAddress data) {
        AdminConfig.Tls tls = admin.tls();
        refuseIfOpen("admin.listen", admin.listen(), admin, tls);
        refuseSamePort("admin.listen", admin.listen(), data);
        if (tls != null) {
            checkTls(tls);
        }
        checkAliases(admin, data);
        for (int i = 0; i < admin.hosts().size(); i++) {
            String host = admin.hosts().get(i);
            if (!host.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,252}") && IpLiteral.parse(host) == null) {
                problems.add(KeyPath.item("admin.hosts", i), "must be the name of a host, or an address, without port");
            }
        }
        checkUsers(admin.users());
    }

    private void refuseIfOpen(String path, InetSocketAddress listen, AdminConfig admin, AdminConfig.@Nullable Tls tls) {
        boolean needsCertificate = tls != null && tls.clientCa() != null;
        if (!ConfigChecks.isLoopback(listen) && admin.users().isEmpty() && !needsCertificate && !admin.insecure()) {
            problems.add(path, "beyond loopback it needs admin.users, a client_ca, or admin.insecure: true");
        }
    }

    private void refuseSamePort(String path, InetSocketAddress admin, InetSocketAddress data) {
        if (samePort(admin, data)) {
            problems.add(path, "is the same port as server.listen: they never share one");
        }
    }

    private static boolean samePort(InetSocketAddress one, InetSocketAddress other) {
        boolean sameAddress = one.getAddress().equals(other.getAddress())
                || one.getAddress().isAnyLocalAddress()
                || other.getAddress().isAnyLocalAddress();
        return one.getPort() != 0 && one.getPort() == other.getPort() && sameAddress;
    }

    private void checkTls(AdminConfig.Tls tls) {
        PemFiles.checkCertificates(problems, "admin.tls.certificate", tls.certificate());
        PemFiles.checkPrivateKey(problems, "admin.tls.private_key", tls.privateKey());
        if (!problems.has("admin.tls.certificate")) {
            PemFiles.checkPair(problems, "admin.tls.private_key", tls.certificate(), tls.privateKey());
        }
        if (tls.clientCa() != null) {
            PemFiles.checkCertificates(problems, "admin.tls.client_ca", tls.clientCa());
        }
    }

    private void checkAliases(AdminConfig admin, InetSocketAddress data) {
        List<AdminConfig.Alias> aliases = admin.aliases();
        for (int i = 0; i < aliases.size(); i++) {
            AdminConfig.Alias alias = aliases.get(i);
            String item = KeyPath.item("admin.aliases", i);
            String listen = KeyPath.key(item, "listen");
            refuseIfOpen(listen, alias.listen(), admin, alias.tls() ? admin.tls() : null);
            refuseSamePort(listen, alias.listen(), data);
            if (samePort(alias.listen(), admin.listen())) {
                problems.add(listen, "is the same port as admin.listen, which has its own paths");
            }
            if (!PATH.matcher(alias.path()).matches()) {
                problems.add(
                        KeyPath.key(item, "path"), "must be segments of letters, digits and . _ ~ -, each after a /");
            }
            if (alias.tls() && admin.tls() == null) {
                problems.add(KeyPath.key(item, "tls"), "needs admin.tls");
            }
            aliases.subList(0, i).forEach(earlier -> checkTogether(item, alias, earlier));
        }
    }

    private void checkTogether(String item, AdminConfig.Alias alias, AdminConfig.Alias earlier) {
        if (!samePort(alias.listen(), earlier.listen())) {
            return;
        }
        if (!alias.listen().equals(earlier.listen())) {
            problems.add(KeyPath.key(item, "listen"), "is a port that an earlier alias has on another address");
        } else if (alias.tls() != earlier.tls()) {
            problems.add(KeyPath.key(item, "tls"), "must be the same for all aliases of a port");
        } else if (alias.path().equals(earlier.path())) {
            problems.add(KeyPath.key(item, "path"), "is one that an earlier alias has on this port");
        }
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
