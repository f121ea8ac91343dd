package dev.sluice.netty.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.secret.KeyVault;
import dev.sluice.core.secret.Secret;
import dev.sluice.core.store.StoreSettings.Synchronous;
import dev.sluice.core.store.StoredKey;
import dev.sluice.core.store.redis.RealRedis;
import dev.sluice.core.store.sqlite.SqliteStore;
import dev.sluice.core.time.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that work on a store, with real files and processes. */
final class StoreCommandsTest {

    private static final String OLD = "0a".repeat(32);
    private static final String NEW = "0b".repeat(32);

    @TempDir
    Path folder;

    private Path file;
    private Path config;

    @BeforeEach
    void nameFiles() throws IOException {
        file = folder.resolve("data/sluice.db");
        String keys = "encryption_key: \"%s\", previous_encryption_keys: [ \"%s\" ]".formatted(NEW, OLD);
        config = configuration("{ path: data/sluice.db, " + keys + " }");
    }

    @Test
    void encryptsStoredKeysUnderTheNewKey() throws Exception {
        try (SqliteStore store = open(file)) {
            store.saveProviderKeys(List.of(sealed("a", OLD), sealed("b", OLD), sealed("c", NEW)));
        }

        try (ChildProcess gateway = gateway("rotate-store-key", "--config", config.toString())) {
            assertThat(gateway.exitCode()).as(gateway.err().toString()).isZero();
            assertThat(gateway.out())
                    .singleElement()
                    .asString()
                    .contains("3 provider keys are now encrypted", "2 of them were under another");
        }

        KeyVault onlyNew = KeyVault.of(new Secret(NEW), List.of());
        try (SqliteStore store = open(file)) {
            assertThat(store.providerKeys())
                    .hasSize(3)
                    .allSatisfy(
                            row -> assertThat(onlyNew.unseal("up", row.name(), Objects.requireNonNull(row.sealed())))
                                    .isEqualTo(new Secret("sk-" + row.name())));
        }
    }

    @Test
    void refusesToEncryptUnderARunningGateway() throws Exception {
        try (SqliteStore store = open(file)) {
            store.saveProviderKeys(List.of(sealed("a", OLD)));
            assertRefusal("is in use", "rotate-store-key", "--config", config.toString());
        }
    }

    @Test
    void changesNothingWhereAKeyIsMissing() throws Exception {
        StoredKey lost = sealed("a", "0c".repeat(32));
        try (SqliteStore store = open(file)) {
            store.saveProviderKeys(List.of(lost));
        }

        assertRefusal("nothing was changed", "rotate-store-key", "--config", config.toString());

        try (SqliteStore store = open(file)) {
            assertThat(store.providerKeys()).containsExactly(lost);
        }
    }

    @Test
    void copiesTheStoreOfARunningGateway() throws Exception {
        Path copy = folder.resolve("copy.db");
        try (SqliteStore store = open(file)) {
            store.saveProviderKeys(List.of(sealed("a", NEW)))
                    .toCompletableFuture()
                    .join();

            try (ChildProcess gateway = gateway("backup", "--config", config.toString(), "--to", copy.toString())) {
                assertThat(gateway.exitCode()).as(gateway.err().toString()).isZero();
                assertThat(gateway.out()).singleElement().asString().contains("copy.db", "1 rows");
            }
            assertRefusal("is there already", "backup", "--config", config.toString(), "--to", copy.toString());
            try (SqliteStore restored = open(copy)) {
                assertThat(restored.providerKeys()).isEqualTo(store.providerKeys());
            }
        }
    }

    @Test
    void saysThatThereIsNothingToWorkOn() throws Exception {
        String copy = folder.resolve("copy.db").toString();

        assertRefusal("nothing was stored yet", "backup", "--config", config.toString(), "--to", copy);
        assertRefusal("nothing was stored yet", "rotate-store-key", "--config", config.toString());
        assertThat(folder.resolve("data")).doesNotExist();
        Path memory = configuration("{ kind: memory }");
        assertRefusal("store.kind is memory", "backup", "--config", memory.toString(), "--to", copy);
        assertRefusal(
                "gateway.yaml",
                "backup",
                "--config",
                configuration("{ kind: tape }").toString(),
                "--to",
                copy);
    }

    @Test
    void copiesAStoreInRedisAndPutsItIntoAnEmptyOne() throws Exception {
        Path copy = folder.resolve("copy.db");
        try (RealRedis redis = RealRedis.start(Files.createDirectory(folder.resolve("redis")))) {
            Path shared =
                    configuration("{ kind: redis, url: \"" + redis.url() + "\", encryption_key: \"" + NEW + "\" }");
            try (SqliteStore store = open(file)) {
                store.saveProviderKeys(List.of(sealed("a", NEW), sealed("b", NEW)));
                store.ledger().credit("bob", 7, "k", 1);
            }
            assertDone("2 rows of provider keys", "restore", "--config", shared.toString(), "--from", file.toString());
            assertRefusal("is not empty", "restore", "--config", shared.toString(), "--from", file.toString());
            assertDone("copy.db", "backup", "--config", shared.toString(), "--to", copy.toString());
            assertRefusal("is there already", "backup", "--config", shared.toString(), "--to", copy.toString());
            redis.kill();
            assertRefusal("cannot be reached", "backup", "--config", shared.toString(), "--to", copy + "2");
        }

        try (SqliteStore restored = open(copy);
                SqliteStore store = open(file)) {
            assertThat(restored.providerKeys()).isEqualTo(store.providerKeys());
            assertThat(restored.ledger().balance("bob")).isEqualTo(7);
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString())).noneMatch(each -> each.startsWith(".backup"));
        }
    }

    private void assertDone(String message, String... arguments) throws InterruptedException {
        try (ChildProcess gateway = gateway(arguments)) {
            assertThat(gateway.exitCode()).as(gateway.err().toString()).isZero();
            assertThat(gateway.out()).singleElement().asString().contains(message);
        }
    }

    private void assertRefusal(String message, String... arguments) throws InterruptedException {
        try (ChildProcess gateway = gateway(arguments)) {
            assertThat(gateway.exitCode()).isEqualTo(1);
            assertThat(String.join("\n", gateway.err()))
                    .contains(message)
                    .doesNotContain("\tat ")
                    .doesNotContain("sk-");
            assertThat(gateway.out()).isEmpty();
        }
    }

    private ChildProcess gateway(String... arguments) {
        return ChildProcess.gateway(folder, arguments);
    }

    private Path configuration(String store) throws IOException {
        return Files.writeString(folder.resolve("gateway.yaml"), """
                auth: { mode: open }
                store: %s
                providers:
                  - { name: up, dialect: openai, base_url: "http://127.0.0.1:1" }
                models:
                  - { name: m, targets: [ { provider: up } ] }
                """.formatted(store));
    }

    private static StoredKey sealed(String name, String key) {
        String sealed = KeyVault.of(new Secret(key), List.of()).seal("up", name, new Secret("sk-" + name));
        return new StoredKey("up", name, KeySource.API, sealed, "", 1, KeyState.ACTIVE, 0, "", 0, false, 0);
    }

    private static SqliteStore open(Path file) {
        return SqliteStore.open(file, Synchronous.NORMAL, Ticker.SYSTEM);
    }
}
