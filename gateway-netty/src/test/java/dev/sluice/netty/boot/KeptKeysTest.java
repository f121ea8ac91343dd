package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.core.config.Verdict;
import dev.sluice.metrics.admin.ReloadOutcome;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a whole gateway, with a real store, still knows of its keys after a restart and after a reload. */
final class KeptKeysTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "one-time-password";
    private static final String ENCRYPTION_KEY = "encryption_key: \"" + "0a".repeat(32) + "\"";
    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    private static final String REVOKED = "HTTP/1.1 401 No\r\ncontent-length: 2\r\n\r\n{}";
    private static final String SECRET = "sk-added-by-somebody-1234";
    private static final String ADDED = "{\"keys\":[{\"name\":\"added\",\"value\":\"" + SECRET + "\"}]}";

    @TempDir
    Path folder;

    private ScriptedUpstream provider;
    private Path file;
    private Assembly gateway;

    @BeforeEach
    void start() throws IOException {
        provider = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                connection.send(connection.lastHead().contains("sk-revoked") ? REVOKED : OK);
            }
        });
        file = folder.resolve("gateway.yaml");
        configure("{ name: gone, value: sk-revoked }, { name: good, value: sk-good }", ENCRYPTION_KEY);
        gateway = open();
    }

    @AfterEach
    void stop() {
        gateway.close();
        provider.close();
    }

    private void configure(String keys, String store) throws IOException {
        Files.writeString(file, """
                server: { listen: "127.0.0.1:0", event_loops: 2 }
                admin: { listen: "127.0.0.1:0" }
                auth: { mode: open }
                log: { access: none }
                store: { kind: sqlite, path: data/sluice.db, %s }
                providers:
                  - name: up
                    dialect: openai
                    base_url: "http://127.0.0.1:%d"
                    keys: [ %s ]
                models: [ { name: m, targets: [ { provider: up } ] } ]
                """.formatted(store, provider.port(), keys));
    }

    private Assembly open() throws IOException {
        Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        return Assembly.start(((Verdict.Accepted<Foundations>) verdict).value(), PASSWORD);
    }

    private void restart() throws IOException {
        gateway.close();
        gateway = open();
    }

    private void reload() {
        assertThat(gateway.reload()).isInstanceOf(ReloadOutcome.Applied.class);
    }

    private HttpResponse<String> admin(String method, String path, String body) throws Exception {
        String login = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/api/v1/providers/up" + path))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).doesNotContain(SECRET, "sk-good", "sk-revoked");
        return response;
    }

    /** The states of all keys by their names, as the admin API has them. */
    private Map<String, String> states() throws Exception {
        Map<String, String> states = new TreeMap<>();
        for (JsonNode key : JSON.readTree(admin("GET", "/keys", "").body()).path("items")) {
            states.put(key.path("name").asText(), key.path("state").asText());
        }
        return states;
    }

    private int chat() throws IOException {
        try (RawClient client = new RawClient(gateway.dataPort())) {
            return client.send(Chat.post(Chat.unary("m"))).answer().status();
        }
    }

    /**
     * How often the provider has seen this key in a client's request; validations, which a start begins with, are none.
     */
    private long seen(String key) {
        return provider.requests().stream()
                .filter(request -> !request.text().contains("max_tokens"))
                .filter(request -> request.head().contains("Bearer " + key + "\r\n"))
                .count();
    }

    private void chats(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertThat(chat()).isEqualTo(200);
        }
    }

    @Test
    void knowsAfterARestartWhichKeyWasRevoked() throws Exception {
        chats(4);
        assertThat(states()).isEqualTo(Map.of("gone", "invalid", "good", "active"));

        restart();

        assertThat(states()).isEqualTo(Map.of("gone", "invalid", "good", "active"));
        chats(4);
        assertThat(seen("sk-revoked")).isEqualTo(1);
        assertThat(seen("sk-good")).isEqualTo(8);
    }

    @Test
    void keepsStatesOverAReload() throws Exception {
        chats(2);
        assertThat(admin("POST", "/keys/good/disable", "{}").statusCode()).isEqualTo(200);
        assertThat(states()).isEqualTo(Map.of("gone", "invalid", "good", "disabled"));

        configure(
                "{ name: third, value: sk-third }, { name: good, value: sk-good }, { name: gone, value: sk-revoked }",
                ENCRYPTION_KEY);
        reload();
        assertThat(states()).isEqualTo(Map.of("gone", "invalid", "good", "disabled", "third", "active"));
        chats(3);
        assertThat(seen("sk-third")).isEqualTo(3);

        // A new value is a new key, whatever its name.
        configure("{ name: third, value: sk-third }, { name: gone, value: sk-fresh }", ENCRYPTION_KEY);
        reload();
        assertThat(states()).isEqualTo(Map.of("gone", "active", "third", "active"));
        restart();
        assertThat(states()).isEqualTo(Map.of("gone", "active", "third", "active"));
        chats(2);
        assertThat(seen("sk-fresh")).isEqualTo(1);
        assertThat(seen("sk-revoked")).isEqualTo(1);
    }

    @Test
    void usesAnAddedKeyAtOnceAndUntilItIsDeleted() throws Exception {
        configure("{ name: gone, value: sk-revoked }", ENCRYPTION_KEY);
        reload();
        assertThat(chat()).isEqualTo(503);
        assertThat(chat()).isEqualTo(503);

        assertThat(admin("POST", "/keys", ADDED).statusCode()).isEqualTo(201);
        chats(2);
        assertThat(seen(SECRET)).isEqualTo(2);
        reload();
        chats(2);
        restart();
        chats(2);
        assertThat(seen(SECRET)).isEqualTo(6);
        assertThat(seen("sk-revoked")).isEqualTo(1);
        assertThat(states()).isEqualTo(Map.of("gone", "invalid", "added", "active"));

        HttpResponse<String> deleted = admin("DELETE", "/keys/added", "");
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body()).contains("warning");
        assertThat(chat()).isEqualTo(503);
        reload();
        assertThat(chat()).isEqualTo(503);
        restart();
        assertThat(chat()).isEqualTo(503);
        assertThat(states()).isEqualTo(Map.of("gone", "invalid"));
        assertThat(seen(SECRET)).isEqualTo(6);
    }

    @Test
    void wantsAKeyForeverOnceItWasGivenOne() throws Exception {
        configure("", ENCRYPTION_KEY);
        restart();
        chats(1);
        assertThat(admin("POST", "/keys", ADDED).statusCode()).isEqualTo(201);
        chats(1);
        assertThat(seen(SECRET)).isEqualTo(1);

        assertThat(admin("DELETE", "/keys/added", "").body()).contains("warning");
        assertThat(chat()).isEqualTo(503);
        reload();
        assertThat(chat()).isEqualTo(503);
        restart();
        assertThat(chat()).isEqualTo(503);
    }

    @Test
    void remembersTheStateOfAnAddedKey() throws Exception {
        String revoked = ADDED.replace(SECRET, "sk-revoked-too");
        assertThat(admin("POST", "/keys", revoked).statusCode()).isEqualTo(201);
        chats(6);
        assertThat(states()).isEqualTo(Map.of("added", "invalid", "gone", "invalid", "good", "active"));

        restart();
        chats(3);
        assertThat(states()).isEqualTo(Map.of("added", "invalid", "gone", "invalid", "good", "active"));
        assertThat(seen("sk-revoked-too")).isEqualTo(1);
        assertThat(admin("POST", "/keys/added/restore", "{}").statusCode()).isEqualTo(200);
        restart();
        assertThat(states()).containsEntry("added", "active");
    }

    @Test
    void keepsNoKeyReadableOnDisk() throws Exception {
        assertThat(admin("POST", "/keys", ADDED).statusCode()).isEqualTo(201);
        chats(4);
        gateway.close();

        List<Path> files;
        try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertThat(files).isNotEmpty();
        for (Path each : files) {
            assertThat(Files.readString(each, StandardCharsets.ISO_8859_1))
                    .as(each.toString())
                    .doesNotContain(SECRET, "sk-good", "sk-revoked");
        }
    }

    @Test
    void needsNoEncryptionKeyForWhatEndsWithTheProcess() throws Exception {
        configure("{ name: good, value: sk-good }", "");
        Files.writeString(file, Files.readString(file).replace("kind: sqlite, path: data/sluice.db,", "kind: memory"));
        restart();

        assertThat(admin("POST", "/keys", ADDED).statusCode()).isEqualTo(201);
        assertThat(states()).isEqualTo(Map.of("added", "active", "good", "active"));
        chats(2);
        restart();
        assertThat(states()).isEqualTo(Map.of("good", "active"));
    }

    @Test
    void addsNothingThatItCouldNotKeep() throws Exception {
        configure("{ name: good, value: sk-good }", "synchronous: full");
        restart();
        HttpResponse<String> refused = admin("POST", "/keys", ADDED);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("keys_not_kept", "store.encryption_key");
        assertThat(states()).isEqualTo(Map.of("good", "active"));
        HttpResponse<String> configured = admin("DELETE", "/keys/good", "");
        assertThat(configured.statusCode()).isEqualTo(409);
        assertThat(configured.body()).contains("managed_by_configuration");
        chats(1);
    }
}
