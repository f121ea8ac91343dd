package dev.sluice.core.config;

import dev.sluice.core.config.AuthConfig.ClientKeyConfig;
import dev.sluice.core.config.AuthConfig.Mode;
import java.net.InetSocketAddress;
import java.util.List;

/** Checks section {@code auth}. */
final class AuthChecks {

    private final Problems problems;
    private final GroupGraph groups;

    AuthChecks(Problems problems, GroupGraph groups) {
        this.problems = problems;
        this.groups = groups;
    }

    void check(AuthConfig auth, InetSocketAddress listen) {
        if (!problems.has("auth.mode")) {
            checkMode(auth, listen);
        }
        List<ClientKeyConfig> keys = auth.keys();
        for (int i = 0; i < keys.size(); i++) {
            ClientKeyConfig key = keys.get(i);
            String path = KeyPath.item("auth.keys", i);
            ConfigChecks.checkName(problems, KeyPath.key(path, "id"), key.id());
            ConfigChecks.checkCredential(
                    problems, KeyPath.key(path, "value"), key.value().value());
            checkProxy(KeyPath.key(path, "proxy"), key.proxy());
            new AccountChecks(problems).checkModels(KeyPath.key(path, "models"), key.models());
        }
        ConfigChecks.refuseTwice(problems, "auth.keys", keys, ClientKeyConfig::id, "id");
        ConfigChecks.refuseTwice(problems, "auth.keys", keys, key -> key.value().value(), "value");
    }

    private void checkMode(AuthConfig auth, InetSocketAddress listen) {
        String anonymous = auth.anonymous();
        if (anonymous != null && auth.mode() != Mode.OPEN) {
            problems.add("auth.anonymous", "is for auth.mode open: leave one of the two out");
        } else if (anonymous != null
                && auth.keys().stream().noneMatch(key -> key.id().equals(anonymous))) {
            problems.add("auth.anonymous", "there is no key " + anonymous + " among auth.keys");
        }
        if (auth.mode() == Mode.OPEN && anonymous == null && !auth.keys().isEmpty()) {
            problems.add(
                    "auth.keys",
                    "is not looked at where auth.mode is open: leave one of the two out, or name one of them in"
                            + " auth.anonymous");
        }
        if (auth.mode() == Mode.OPEN && !ConfigChecks.isLoopback(listen)) {
            problems.add("auth.mode", "open is for loopback only: use keys, or listen on 127.0.0.1");
        }
    }

    private void checkProxy(String path, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            groups.checkExists(problems, KeyPath.item(path, i), names.get(i));
        }
        ConfigChecks.refuseTwice(problems, path, names, name -> name, "");
    }
}
