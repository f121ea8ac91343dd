package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.core.secret.PasswordHash;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as their users meet them: processes with outputs, signals and exit codes. */
final class CommandsTest {

    @TempDir
    Path folder;

    private Path configuration(String listen, String admin, int provider, String access) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:%s" }
                admin: { listen: "127.0.0.1:%s" }
                auth: { mode: open }
                log: { access: %s }
                providers:
                  - { name: up, dialect: openai, base_url: "http://127.0.0.1:%d" }
                models:
                  - { name: m, targets: [ { provider: up } ] }
                """.formatted(listen, admin, access, provider));
    }

    private ChildProcess gateway(String... arguments) {
        return ChildProcess.gateway(folder, arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "admin"})
    void saysWhichPortIsInUse(String which) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            boolean data = which.equals("data");
            Path file = configuration(data ? port : "0", data ? "0" : port, 1, "none");
            try (ChildProcess gateway = gateway("run", "--config", file.toString())) {
                assertThat(gateway.exitCode()).isEqualTo(1);
                assertThat(gateway.err()).anyMatch(line -> line.contains("cannot listen on 127.0.0.1:" + port));
                assertThat(gateway.err()).noneMatch(line -> line.contains("\tat "));
            }
        }
    }

    @Test
    void printsEveryProblemOfAConfiguration() throws Exception {
        Path file = configuration("0", "0", 1, "none");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("dialect: openai", "dialect: klingon")
                        .replace("provider: up", "provider: down")
                        .replace("mode: open", "mode: closed"));
        for (String command : new String[] {"check", "run"}) {
            try (ChildProcess gateway = gateway(command, "--config", file.toString())) {
                assertThat(gateway.exitCode()).isEqualTo(1);
                assertThat(String.join("\n", gateway.err()))
                        .contains("auth.mode (line 3)", "providers[0].dialect", "models[0].targets[0].provider")
                        .contains("3 problems");
                assertThat(gateway.out()).isEmpty();
            }
        }
    }

    @Test
    void saysThatAConfigurationIsGood() throws Exception {
        try (ChildProcess gateway =
                gateway("check", "--config", configuration("0", "0", 1, "none").toString())) {
            assertThat(gateway.exitCode()).isZero();
            assertThat(gateway.out()).singleElement().asString().endsWith("no problems");
        }
    }

    @Test
    void saysThatThereIsNoFile() throws Exception {
        try (ChildProcess gateway =
                gateway("run", "--config", folder.resolve("nowhere.yaml").toString())) {
            assertThat(gateway.exitCode()).isEqualTo(1);
            assertThat(String.join("\n", gateway.err()))
                    .contains("nowhere.yaml")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void hashesAPassword() throws Exception {
        try (ChildProcess gateway = gateway("hash-password").type("correct horse\n")) {
            assertThat(gateway.exitCode()).isZero();
            String hash = String.join("", gateway.out());
            assertThat(PasswordHash.parse(hash).matches("correct horse".toCharArray()))
                    .isTrue();
            assertThat(PasswordHash.parse(hash).matches("correct horses".toCharArray()))
                    .isFalse();
        }
        try (ChildProcess gateway = gateway("hash-password").type("")) {
            assertThat(gateway.exitCode()).isEqualTo(1);
            assertThat(gateway.err()).contains("no password was given");
        }
    }

    @Test
    void explainsItselfWhenItIsCalledWrongly() throws Exception {
        try (ChildProcess gateway = gateway()) {
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(String.join("\n", gateway.err())).contains("demo", "run", "check", "simulate", "hash-password");
        }
        try (ChildProcess gateway = gateway("run")) {
            assertThat(gateway.exitCode()).isEqualTo(2);
            assertThat(String.join("\n", gateway.err())).contains("--config");
        }
    }

    @Test
    void demonstratesItselfUntilItIsStopped() throws Exception {
        try (ChildProcess demo = gateway("demo", "--port", "0", "--admin-port", "0")) {
            int port = URI.create(demo.awaitLine("gateway +(http://\\S+)")).getPort();
            int admin = URI.create(demo.awaitLine("admin +(http://\\S+)")).getPort();
            demo.awaitLine("Ctrl-C");
            try (RawClient client = new RawClient(port)) {
                assertThat(client.send(Chat.post(Chat.stream("gpt-4o")))
                                .answer()
                                .text())
                        .endsWith("data: [DONE]\n\n");
            }
            // Who has the answer may come before it is counted.
            await().until(() -> scrape(admin).contains("sluice_operations_total"));
            assertThat(demo.awaitLine("POST (/v1/chat/completions) 200")).isNotEmpty();

            demo.terminate();

            assertThat(demo.exitCode()).isEqualTo(143);
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("sluice-demo"));
            }
        }
    }

    private static String scrape(int port) throws IOException {
        try (RawClient scraper = new RawClient(port)) {
            scraper.send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            return scraper.answer().text();
        }
    }

    @Test
    void sendsRequestsOfItsUsersWhereTheDemoIsToldTo() throws Exception {
        try (ChildProcess demo = gateway("demo", "--port", "0", "--admin-port", "0", "--traffic", "50")) {
            demo.awaitLine("Ctrl-C");

            for (String key : List.of("guest", "ada-laptop", "bob-batch", "carol-app")) {
                assertThat(demo.awaitLine("127.0.0.1 " + key + " POST (/\\S+) 200"))
                        .isNotEmpty();
            }
            assertThat(demo.awaitLine("dave-script POST /v1/chat/completions (429)"))
                    .as("a starter's few requests are used up")
                    .isNotEmpty();
        }
        try (ChildProcess demo = gateway("demo", "--traffic", "51")) {
            assertThat(demo.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void drainsOnSigtermAndWritesTheLastLine() throws Exception {
        try (SimulatedProvider provider = SimulatedProvider.start(Options.loopback());
                ChildProcess gateway = run(provider, "json")) {
            int port = URI.create(gateway.awaitLine("listens on (http://[0-9.:]+)"))
                    .getPort();
            try (RawClient client = new RawClient(port)) {
                client.send(Chat.post("X-Request-Id: mine\r\n", Chat.stream("m")));
                assertThat(client.answer().status()).isEqualTo(200);
            }
            gateway.terminate();

            assertThat(gateway.exitCode()).isEqualTo(143);
            assertThat(gateway.out()).hasSize(1);
            JsonNode line = new JsonMapper().readTree(gateway.out().get(0));
            assertThat(line.path("request_id").asText()).isEqualTo("mine");
            assertThat(line.path("status").asInt()).isEqualTo(200);
            assertThat(line.path("output_tokens").asInt()).isEqualTo(16);
            assertThat(line.path("provider").asText()).isEqualTo("up");
        }
    }

    private ChildProcess run(SimulatedProvider provider, String access) throws IOException {
        return gateway(
                "run",
                "--config",
                configuration("0", "0", provider.port(), access).toString());
    }

    @Test
    void reloadsOnSighup() throws Exception {
        try (SimulatedProvider provider = SimulatedProvider.start(Options.loopback());
                ChildProcess gateway = run(provider, "none")) {
            int port = URI.create(gateway.awaitLine("listens on (http://[0-9.:]+)"))
                    .getPort();
            Path file = folder.resolve("gateway.yaml");
            Files.writeString(file, Files.readString(file).replace("name: m,", "name: renamed,"));
            hangUp(gateway);
            try (RawClient client = new RawClient(port)) {
                await().until(() ->
                        client.send(RawClient.get("/v1/models")).answer().text().contains("renamed"));
            }

            Files.writeString(file, "server: {}\nsurprise: 1\n");
            hangUp(gateway);
            gateway.awaitLine("configuration not reloaded: surprise");
            try (RawClient client = new RawClient(port)) {
                assertThat(client.send(RawClient.get("/v1/models")).answer().text())
                        .contains("renamed");
            }
        }
    }

    private static void hangUp(ChildProcess gateway) throws Exception {
        assertThat(new ProcessBuilder(
                                "kill", "-HUP", String.valueOf(gateway.process().pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
