package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.core.config.AuthConfig.Mode;
import dev.sluice.core.secret.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigLoaderTest {

    @TempDir
    Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
    }

    @Test
    void fillsInTheDefaults() {
        GatewayConfig config = folder.accepted(ConfigFolder.SMALLEST);

        ServerConfig server = config.server();
        assertThat(server.listen()).isEqualTo(new InetSocketAddress(IpLiteral.parse("127.0.0.1"), 8080));
        assertThat(server.tls()).isNull();
        assertThat(server.eventLoops()).isZero();
        assertThat(server.maxConnections()).isEqualTo(20_000);
        assertThat(server.maxBody()).isEqualTo(new ByteSize(32 << 20));
        assertThat(server.replayLimit()).isEqualTo(new ByteSize(4 << 20));
        assertThat(server.headerTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(server.idleTimeout()).isEqualTo(Duration.ofSeconds(75));
        assertThat(server.forwardHeaders()).isEmpty();
        assertThat(server.sluiceHeaders()).isTrue();
        assertThat(config.log().access()).isEqualTo(LogSettings.Access.JSON);
        assertThat(config.admin().allow())
                .extracting(Cidr::toString)
                .containsExactly("127.0.0.0/8", "0:0:0:0:0:0:0:1/128");
        assertThat(config.auth().mode()).isEqualTo(Mode.OPEN);
        assertThat(config.resilience().timeouts().unary()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.providers().get(0).upstream().maxWaiting()).isEqualTo(1000);
        assertThat(config.providers().get(0).resilience().given()).isEmpty();
        assertThat(config.models().get(0).targets().get(0).model()).isNull();
        assertThat(config.metrics().vocabularies())
                .containsExactly("sluice", "gpt-load", "gatewayz", "realmultillm", "m7", "modelgate");
        assertThat(config.metrics().cardinality()).isEqualTo(new MetricsConfig.Cardinality(200, 100, 50, 100));
        assertThat(config.store().path()).isEqualTo(temporary.resolve("data/sluice.db"));
    }

    @Test
    void tellsAllProblemsAtOnceInTheOrderOfTheFile() {
        List<ConfigProblem> problems = folder.refused("""
                server: { listen: 8080, max_body: 32MB }
                auth: { mode: opened }
                providers:
                  - name: openai
                    dialekt: openai
                    dialect: openai
                    base_url: http://127.0.0.1:9001/v1
                    keys: [ { name: first, value: "${OPENAI_KEY}" } ]
                models:
                  - name: gpt-4o
                    targets: [ { provider: openay } ]
                """);

        assertThat(problems)
                .extracting(ConfigProblem::line, ConfigProblem::path)
                .containsExactly(
                        tuple(1, "server.listen"),
                        tuple(1, "server.max_body"),
                        tuple(2, "auth.mode"),
                        tuple(5, "providers[0].dialekt"),
                        tuple(7, "providers[0].base_url"),
                        tuple(8, "providers[0].keys[0].value"),
                        tuple(11, "models[0].targets[0].provider"));
        assertThat(problems.get(3))
                .hasToString("providers[0].dialekt (line 5): is not a known key: did you mean dialect?");
    }

    @Test
    void putsInVariablesAndFilesRelativeToTheConfiguration() throws IOException {
        Files.createDirectories(temporary.resolve("secrets"));
        folder.write("secrets/key", "sk-from-file\r\n");
        folder.environment.put("PORT", "8081");
        folder.environment.put("CONNECTIONS", "17");
        folder.environment.put("DOLLAR", "a${PORT}");

        GatewayConfig config = folder.accepted(ConfigFolder.SMALLEST
                .replace("127.0.0.1:8080", "\"127.0.0.1:${PORT}\", max_connections: \"${CONNECTIONS}\"")
                .replace("sk-test", "\"x-${file:secrets/key}-${DOLLAR}-$${PORT}\""));

        assertThat(config.server().listen().getPort()).isEqualTo(8081);
        assertThat(config.server().maxConnections()).isEqualTo(17);
        assertThat(config.providers().get(0).keys().get(0).value())
                .isEqualTo(new Secret("x-sk-from-file-a${PORT}-${PORT}"));
    }

    @ParameterizedTest
    @CsvSource({
        "${MISSING}, the environment variable MISSING is not set",
        "${file:missing}, the file missing does not exist",
        "${file:.}, cannot be read",
        "${file:large}, is larger than 65536 bytes",
        "${file:binary}, is not UTF-8 text",
        "${9}, write ${NAME}",
        "${}, write ${NAME}",
        "a${OPEN, without a }",
        "${EMPTY}, is empty",
        "${LINES}, visible ASCII"
    })
    void refusesWhatCannotBePutIn(String value, String message) throws IOException {
        folder.environment.put("EMPTY", "");
        folder.environment.put("LINES", "sk-1\r\nx-injected: 1");
        folder.write("large", "x".repeat(65_537));
        Files.write(temporary.resolve("binary"), new byte[] {(byte) 0xff, 0});

        List<ConfigProblem> problems = folder.refused(ConfigFolder.SMALLEST.replace("sk-test", '"' + value + '"'));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("providers[0].keys[0].value");
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void takesTheLargestSubstitutedFile() {
        folder.write("large", "x".repeat(4096) + "\n");

        GatewayConfig config = folder.accepted(ConfigFolder.SMALLEST.replace("sk-test", "\"${file:large}\""));

        assertThat(config.providers().get(0).keys().get(0).value().value()).hasSize(4096);
    }

    @Test
    void refusesAFileThatIsNotThereOrTooLargeOrNoText() throws IOException {
        Path file = folder.file("gateway.yaml");
        assertThat(message(file)).endsWith("gateway.yaml does not exist");

        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xc3});
        assertThat(message(file)).endsWith("is not UTF-8 text");

        Files.writeString(file, "#".repeat(4 * 1024 * 1024) + "\n");
        assertThat(message(file)).endsWith("is larger than 4194304 bytes");

        assertThat(message(temporary)).endsWith("cannot be read");
    }

    private String message(Path file) {
        return ((Verdict.Refused<GatewayConfig>) ConfigLoader.load(file, folder.platform()))
                .problems()
                .get(0)
                .message();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n"})
    void refusesAnEmptyFile(String text) {
        assertThat(folder.refused(text)).hasSize(1);
    }

    @Test
    void looksAtNoMoreThanItNeedsOfYaml() {
        String bomb = """
                a: &a [ x, x ]
                b: [ *a, *a ]
                """;

        assertThat(folder.refused(bomb).get(0))
                .hasToString("line 1: anchors and aliases are not supported: write the value out");
        assertThat(folder.refused("a: 1\nb: *a\n").get(0).message()).startsWith("anchors");
        assertThat(folder.refused("&x a: 1\n").get(0).message()).startsWith("anchors");
        assertThat(folder.refused("a: !!binary aGk=\n").get(0).message()).startsWith("tags");
        assertThat(folder.refused("a: 1\n---\nb: 1\n").get(0).message()).startsWith("a second document");
        assertThat(folder.refused("a: " + "[".repeat(40) + "]".repeat(40))
                        .get(0)
                        .message())
                .contains("deeply");
        assertThat(folder.refused("a: " + "[".repeat(100_000))).hasSize(1);
    }

    @Test
    void refusesDuplicateKeys() {
        List<ConfigProblem> problems =
                folder.refused(ConfigFolder.SMALLEST + "server: { listen: 127.0.0.1:1, listen: 127.0.0.1:2 }\n");

        assertThat(problems)
                .extracting(ConfigProblem::toString)
                .contains("server (line 12): is there twice", "server.listen (line 12): is there twice");
    }

    @Test
    void tellsOfManyProblemsOnlyTheFirst() {
        StringBuilder text = new StringBuilder(ConfigFolder.SMALLEST);
        String letters = "abcdefghijklmnopqrstuvwxyz";
        for (int i = 0; i < 26 * 26; i++) {
            text.append("zz")
                    .append(letters.charAt(i / 26))
                    .append(letters.charAt(i % 26))
                    .append(": 1\n");
        }

        List<ConfigProblem> problems = folder.refused(text.toString());

        assertThat(problems).hasSize(101);
        assertThat(problems.get(100)).hasToString("and 576 more problems");
    }

    @Test
    void neverTellsASecret() {
        String secret = "hunter2";
        String[] yamls = {
            ConfigFolder.SMALLEST.replace("sk-test", "hunter2 and more"),
            ConfigFolder.SMALLEST.replace("value: sk-test", "hunter2: x"),
            ConfigFolder.SMALLEST.replace("[ { name: first, value: sk-test } ]", "hunter2"),
            ConfigFolder.SMALLEST.replace("http://127", "http://me:hunter2@127"),
            ConfigFolder.SMALLEST.replace("dialect: openai", "dialect: hunter2"),
            ConfigFolder.SMALLEST.replace("mode: open", "mode: hunter2"),
            ConfigFolder.SMALLEST.replace("sk-test", "\"hunter2"),
            ConfigFolder.SMALLEST.replace("sk-test", "\"hunter2\\x\""),
            ConfigFolder.SMALLEST.replace("sk-test", "!hunter2 x"),
            ConfigFolder.SMALLEST.replace("sk-test", "@hunter2"),
            ConfigFolder.SMALLEST + "hunter2\n",
            ConfigFolder.SMALLEST + "a: *hunter2\n",
            ConfigFolder.SMALLEST.replace(
                    "127.0.0.1:9464 }",
                    "127.0.0.1:9464, users:"
                            + " [ { name: a, role: admin, password_hash: hunter2, token_hash: sha256$hunter2 } ] }"),
        };
        for (String yaml : yamls) {
            assertThat(folder.refused(yaml).toString()).as(yaml).doesNotContain(secret);
        }
        assertThat(folder.accepted(ConfigFolder.SMALLEST.replace("sk-test", secret))
                        .toString())
                .doesNotContain(secret);
    }

    @Test
    void survivesAFileCutAnywhere() {
        for (int length = 0; length < ConfigFolder.SMALLEST.length(); length++) {
            assertThat(folder.load(ConfigFolder.SMALLEST.substring(0, length))).isNotNull();
        }
    }

    @Test
    void survivesAnyFile() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] valid = ConfigFolder.SMALLEST.getBytes(StandardCharsets.US_ASCII);
        String special = "{}[]:,-&*!|>'\"%@`#?\n \t$~<=0a";
        for (int i = 0; i < 1000; i++) {
            byte[] mutated = valid.clone();
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                mutated[random.nextInt(mutated.length)] = (byte) special.charAt(random.nextInt(special.length()));
            }
            String text = new String(mutated, StandardCharsets.US_ASCII);
            assertThat(folder.load(text)).as("seed %d: %s", seed, text).isNotNull();
        }
    }
}
