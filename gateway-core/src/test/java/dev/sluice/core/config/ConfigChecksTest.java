package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigChecksTest {

    private static final String HASH = "sha256$ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "refusals.csv", delimiter = ';', quoteCharacter = '`')
    void refuses(String replaced, String by, String path, String message) {
        String yaml =
                ConfigFolder.SMALLEST.replace(replaced, by == null ? "" : by).replace("HASH", HASH);
        if (replaced.equals("name: openai") && !by.endsWith("\"\"")) {
            yaml = yaml.replace("provider: openai", by.replace("name", "provider"));
        }
        assertThat(yaml).isNotEqualTo(ConfigFolder.SMALLEST);

        List<ConfigProblem> problems = folder.refused(yaml);

        assertThat(problems).as(problems::toString).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.message()).contains(message);
            assertThat(problem.line()).isPositive();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
                    127.0.0.1:8080; localhost:0
                    127.0.0.1:8080; "[::1]:8080"
                    127.0.0.1:9464; 127.0.0.2:8080
                    127.0.0.1:9464; `0.0.0.0:9464, insecure: true`
                    127.0.0.1:9464; `0.0.0.0:9464, users: [ { name: a, role: scrape, token_hash: HASH } ]`
                    9464 }; `9464, aliases: [ { listen: 127.0.0.1:3000 }, { listen: 127.0.0.1:3000, path: /api/x } ] }`
                    9464 }; `9464, aliases: [ { listen: 127.0.0.1:0 }, { listen: 127.0.0.1:0, vocabulary: m7 } ] }`
                    8080 }; 8080, idle_timeout: 1d, header_timeout: 250ms, body_timeout: 5m, write_timeout: 1h }
                    8080 }; 8080, max_body: 1048576, replay_limit: 64KiB, body_memory: 1GiB }
                    8080 }; 8080, forward_headers: [ X-Team, x-trace ] }
                    http://127.0.0.1:9001; https://api.openai.com/
                    http://127.0.0.1:9001; http://my_service:80/openai/v1beta
                    http://127.0.0.1:9001; http://[::1]:9001
                    name: gpt-4o; name: "meta-llama/Llama-3.1:free"
                    models:; `resilience: { max_attempts: 1, health: { probe_interval: 1s } }\nmodels:`
                    models:; `resilience: { attempts: 6 }\nmodels:`
                    models:; `store: { kind: redis, url: "redis://:x@a:1/2", path: data/b, prefix: b-2 }\nmodels:`
                    models:; `store: { kind: redis, url: rediss-cluster://a, unreachable: { budgets: open } }\nmodels:`
                    models:; `routing: { cost: { complex: [ openai/x ] } }\nmodels:`
                    """)
    void accepts(String replaced, String by) {
        assertThat(folder.accepted(ConfigFolder.SMALLEST.replace(replaced, by).replace("HASH", HASH)))
                .isNotNull();
    }

    @Test
    void refusesASecondProviderModelAndUserOfTheSameName() {
        List<ConfigProblem> problems = folder.refused("""
                admin:
                  users:
                    - { name: a, role: admin, token_hash: HASH }
                    - { name: a, role: scrape, token_hash: HASH }
                auth: { mode: open }
                providers:
                  - { name: openai, dialect: openai, base_url: "http://a" }
                  - { name: openai, dialect: openai, base_url: "http://b" }
                models:
                  - { name: m, targets: [ { provider: openai } ] }
                  - { name: m, targets: [ { provider: openai } ] }
                metrics: { vocabularies: [ m7, m7 ] }
                """.replace("HASH", HASH));

        assertThat(problems)
                .extracting(ConfigProblem::path)
                .containsExactly(
                        "admin.users[1].name", "providers[1].name", "models[1].name", "metrics.vocabularies[1]");
    }

    @Test
    void doesNotTellWhatFollowsFromAnotherProblem() {
        List<ConfigProblem> problems = folder.refused("""
                auth: open
                providers: [ { dialect: openai, base_url: "http://a" } ]
                models: [ { name: m, targets: [ { provider: openai } ] } ]
                """);

        assertThat(problems).extracting(ConfigProblem::path).containsExactly("auth", "providers[0].name");
    }

    @Test
    void refusesVocabulariesThatAreNotThere() {
        assertThat(folder.refused(ConfigFolder.SMALLEST + "metrics: { vocabularies: [ m8 ] }"))
                .singleElement()
                .hasToString("metrics.vocabularies[0] (line 12): must be one of"
                        + " sluice, gpt-load, gatewayz, realmultillm, m7, modelgate, otel: did you mean m7?");
        assertThat(folder.refused(ConfigFolder.SMALLEST + "metrics: { vocabularies: [] }"))
                .hasSize(1);
    }

    @Test
    void looksIntoTheFilesOfTls() throws Exception {
        KeyStore store = selfSigned();
        Certificate certificate = store.getCertificate("a");
        folder.write("cert.pem", pem("CERTIFICATE", certificate.getEncoded()));
        byte[] key = store.getKey("a", "changeit".toCharArray()).getEncoded();
        folder.write("key.pem", pem("PRIVATE KEY", key));
        folder.write("encrypted.pem", pem("ENCRYPTED PRIVATE KEY", key));
        folder.write("broken.pem", pem("CERTIFICATE", new byte[10]));

        GatewayConfig config = folder.accepted(withTls("cert.pem", "key.pem", "cert.pem"));

        assertThat(config.server().tls())
                .isEqualTo(new ServerConfig.Tls(temporary.resolve("cert.pem"), temporary.resolve("key.pem")));
        assertThat(folder.refused(withTls("missing.pem", "cert.pem", "key.pem")))
                .extracting(ConfigProblem::toString)
                .containsExactly(
                        "server.tls.certificate (line 1): missing.pem does not exist",
                        "server.tls.private_key (line 1): cert.pem does not hold a private key in PEM (PKCS #8)",
                        "providers[0].upstream.tls.ca (line 8): key.pem does not hold certificates in PEM");
        assertThat(folder.refused(withTls("broken.pem", "encrypted.pem", "cert.pem")))
                .extracting(ConfigProblem::message)
                .containsExactly(
                        "broken.pem does not hold certificates in PEM", "encrypted.pem is encrypted: it must not be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.pem", "no-key.pem"})
    void refusesAKeyThatIsNotTheCertificates(String file) throws Exception {
        folder.write(
                "cert.pem", pem("CERTIFICATE", selfSigned().getCertificate("a").getEncoded()));
        byte[] other = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        folder.write("other.pem", pem("PRIVATE KEY", other));
        folder.write("no-key.pem", pem("PRIVATE KEY", new byte[10]));

        assertThat(folder.refused(withTls("cert.pem", file, "cert.pem")))
                .singleElement()
                .hasToString("server.tls.private_key (line 1): " + file
                        + " is not the key of the first certificate in cert.pem");
    }

    @Test
    void letsOthersInWhereTheyNeedCertificates() throws Exception {
        KeyStore store = selfSigned();
        folder.write("cert.pem", pem("CERTIFICATE", store.getCertificate("a").getEncoded()));
        folder.write(
                "key.pem",
                pem("PRIVATE KEY", store.getKey("a", "changeit".toCharArray()).getEncoded()));
        String tls = "admin: { listen: 0.0.0.0:9464, tls: { certificate: cert.pem, private_key: key.pem, ca: x } }";
        String open = ConfigFolder.SMALLEST.replace("admin:  { listen: 127.0.0.1:9464 }", tls);

        assertThat(folder.accepted(open.replace("ca: x", "client_ca: cert.pem")))
                .isNotNull();
        assertThat(folder.refused(open.replace(", ca: x", "")))
                .singleElement()
                .extracting(ConfigProblem::path)
                .isEqualTo("admin.listen");
        assertThat(folder.refused(open.replace("ca: x", "client_ca: key.pem")))
                .singleElement()
                .extracting(ConfigProblem::path)
                .isEqualTo("admin.tls.client_ca");
        // An alias without TLS asks nobody for a certificate.
        assertThat(folder.refused(
                        open.replace("ca: x }", "client_ca: cert.pem }, aliases: [ { listen: 0.0.0.0:80 } ]")))
                .singleElement()
                .extracting(ConfigProblem::path)
                .isEqualTo("admin.aliases[0].listen");
    }

    /** The JDK makes certificates with its keytool only. */
    private KeyStore selfSigned() throws Exception {
        Path file = temporary.resolve("store.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        String options =
                " -genkeypair -alias a -keyalg EC -dname CN=a -storetype PKCS12 -storepass changeit -keystore ";
        Process process = new ProcessBuilder((keytool + options + file).split(" "))
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();
        return KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    }

    private static String withTls(String certificate, String key, String ca) {
        return ConfigFolder.SMALLEST
                .replace("8080 }", "8080, tls: { certificate: " + certificate + ", private_key: " + key + " } }")
                .replace("http://127.0.0.1:9001", "https://a\n    upstream: { tls: { ca: " + ca + " } }");
    }

    private static String pem(String label, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
