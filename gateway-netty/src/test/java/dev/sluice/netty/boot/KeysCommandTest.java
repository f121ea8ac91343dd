package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.config.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that makes and revokes client keys, as a process of its own, against a gateway with a real store. */
final class KeysCommandTest {

    private static final String PASSWORD = "one-time-password";

    @TempDir
    Path folder;

    private Assembly gateway;

    @BeforeEach
    void start() throws IOException {
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(file, """
                server: { listen: "127.0.0.1:0", event_loops: 1 }
                admin: { listen: "127.0.0.1:0" }
                auth: { keys: [ { id: ci, value: sk-of-the-file } ] }
                log: { access: none }
                users: [ { id: bob } ]
                providers: [ { name: up, dialect: openai, base_url: "http://127.0.0.1:1" } ]
                models: [ { name: m, targets: [ { provider: up } ] } ]
                """);
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        gateway = Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), PASSWORD);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void makesAKeyListsItWithoutItsValueAndRevokesIt() throws Exception {
        String made = out(keys("create", "--user", "bob", "--model", "m", "--address", "10.0.0.0/8"));
        assertThat(made).matches("key-[^\t]+\tsk-sluice-[A-Za-z0-9]{32}");
        String id = made.split("\t")[0];

        assertThat(out(keys("list")))
                .contains(id)
                .contains("bob")
                .contains("ci ")
                .doesNotContain("sk-");
        assertThat(out(keys("revoke", id))).isEqualTo(id + " is revoked");
        assertThat(out(keys("list"))).doesNotContain(id);
        assertRefusal(keys("revoke", id), "client_key_not_found");
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        assertRefusal(keys("create", "--user", "nobody"), "user: there is no such user");
        assertRefusal(keys("revoke", "ci"), "managed_by_configuration");
        assertRefusal(
                ChildProcess.gateway(
                        folder,
                        Map.of(AdminClient.PASSWORD, "wrong"),
                        "keys",
                        "list",
                        "--admin-url",
                        gateway.adminUrl()),
                "unauthorized");
        assertRefusal(
                ChildProcess.gateway(folder, "keys", "list", "--admin-url", gateway.adminUrl()), AdminClient.PASSWORD);
    }

    private ChildProcess keys(String... arguments) {
        List<String> command = new ArrayList<>(List.of("keys"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--admin-url", gateway.adminUrl()));
        return ChildProcess.gateway(folder, Map.of(AdminClient.PASSWORD, PASSWORD), command.toArray(String[]::new));
    }

    private static String out(ChildProcess command) throws InterruptedException {
        try (command) {
            assertThat(command.exitCode()).as(command.err().toString()).isZero();
            return String.join("\n", command.out());
        }
    }

    private static void assertRefusal(ChildProcess command, String message) throws InterruptedException {
        try (command) {
            assertThat(command.exitCode()).isEqualTo(1);
            assertThat(String.join("\n", command.err())).contains(message).doesNotContain("\tat ");
        }
    }
}
