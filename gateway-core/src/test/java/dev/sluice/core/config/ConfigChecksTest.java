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
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigChecksTest {

    private static final String HASH = "sha256$ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void setUp() {
        folder = new ConfigFolder(temporary);
    }

    /** Each line: what is replaced in the smallest file, by what, the path of the one problem, and a part of its message. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            textBlock =
                    """
                    127.0.0.1:8080; 127.0.0.1;                     server.listen; write an IP address or localhost
                    127.0.0.1:8080; 127.0.0.1:65536;               server.listen; write an IP address or localhost
                    127.0.0.1:8080; 127.0.0.256:80;                server.listen; write an IP address or localhost
                    127.0.0.1:8080; example.com:80;                server.listen; write an IP address or localhost
                    127.0.0.1:8080; "::1:80";                      server.listen; write an IP address or localhost
                    127.0.0.1:8080; "[127.0.0.1]:80";              server.listen; write an IP address or localhost
                    127.0.0.1:8080; 0.0.0.0:8080;                  auth.mode; open is for loopback only
                    127.0.0.1:8080; "[::]:8080";                   auth.mode; open is for loopback only
                    127.0.0.1:8080; 127.0.0.1:9464;                admin.listen; same port as server.listen
                    8080 };         8080, max_body: 10MB };        server.max_body; write a size such as
                    8080 };         8080, max_body: 1.5GiB };      server.max_body; write a size such as
                    8080 };         8080, max_body: 0 };           server.max_body; must be at least 1
                    8080 };         8080, max_body: 2GiB };        server.max_body; must be at most 1GiB
                    8080 };         8080, max_body: 99999999999GiB }; server.max_body; is too large
                    8080 };         8080, body_memory: 1MiB };     server.body_memory; is less than server.max_body
                    8080 };         8080, idle_timeout: 10 };      server.idle_timeout; write a duration such as
                    8080 };         8080, idle_timeout: 10 s };    server.idle_timeout; write a duration such as
                    8080 };         8080, idle_timeout: -1s };     server.idle_timeout; write a duration such as
                    8080 };         8080, idle_timeout: 1w };      server.idle_timeout; write a duration such as
                    8080 };         8080, idle_timeout: 0s };      server.idle_timeout; must be at least 1ms
                    8080 };         8080, idle_timeout: 30d };     server.idle_timeout; must be at most 1d
                    8080 };         8080, event_loops: 1.0 };      server.event_loops; write a whole number
                    8080 };         8080, event_loops: 0x10 };     server.event_loops; write a whole number
                    8080 };         8080, event_loops: 010 };      server.event_loops; write a whole number
                    8080 };         8080, event_loops: "8" };      server.event_loops; this is text
                    8080 };         8080, event_loops: -1 };       server.event_loops; must be at least 0
                    8080 };         8080, event_loops: 257 };      server.event_loops; must be at most 256
                    8080 };         8080, max_connections: };      server.max_connections; is empty
                    8080 };         8080, sluice_headers: yes };   server.sluice_headers; write true or false
                    8080 };         8080, forward_headers: x-a };  server.forward_headers; must be a list
                    8080 };         8080, forward_headers: [ 1 ] }; server.forward_headers[0]; write text
                    8080 };         8080, forward_headers: [ x, "a b" ] }; server.forward_headers[1]; not the name of a header
                    8080 };         8080, forward_headers: [ Authorization ] }; server.forward_headers[0]; never goes upstream
                    8080 };         8080, forward_headers: [ proxy-x ] }; server.forward_headers[0]; never goes upstream
                    8080 };         8080, forward_headers: [ x-a, X-A ] }; server.forward_headers[1]; is the same as in
                    8080 };         8080, header_timout: 1s };     server.header_timout; did you mean header_timeout?
                    8080 };         8080, colour: red };           server.colour; is not a known key
                    8080 };         8080, tls: on };               server.tls; must be a section with the keys certificate
                    9464 };         9464, allow: [ 10.0.0.0/33 ] }; admin.allow[0]; a prefix has 0 to 32 bits
                    9464 };         9464, allow: [ 10.0.0.1/8 ] }; admin.allow[0]; has bits beyond the prefix
                    9464 };         9464, allow: [ 10.0.0.1 ] };   admin.allow[0]; write a range as
                    9464 };         9464, hosts: [ "a:80" ] };     admin.hosts[0]; without port
                    127.0.0.1:9464; 0.0.0.0:9464;                  admin.listen; needs admin.users
                    9464 };         9464, users: [ { name: a, role: admin } ] }; admin.users[0]; either password_hash or
                    9464 };         9464, users: [ { name: a, role: root, token_hash: HASH } ] }; admin.users[0].role; scrape, admin
                    9464 };         9464, users: [ { name: "a:b", role: admin, token_hash: HASH } ] }; admin.users[0].name; letters
                    9464 };         9464, users: [ { name: a, role: admin, token_hash: x } ] }; admin.users[0].token_hash; form
                    9464 };         9464, users: [ { name: a, role: admin, password_hash: x } ] }; admin.users[0].password_hash; form
                    mode: open;     mode: keys;                    auth.keys; needs at least one key
                    mode: open;     mode: opne;                    auth.mode; write one of keys, open
                    mode: open;     `mode: open, keys: [ { id: a, value: b } ]`; auth.keys; is not looked at
                    mode: open;     `keys: [ { id: a, value: b }, { id: a, value: c } ]`; auth.keys[1].id; same as in auth.keys[0]
                    mode: open;     `keys: [ { id: a, value: b }, { id: b, value: b } ]`; auth.keys[1].value; same as in
                    mode: open;     `keys: [ { id: a, value: "" } ]`; auth.keys[0].value; is empty
                    mode: open;     `keys: [ { id: a } ]`;         auth.keys[0].value; is missing
                    mode: open;     `keys: [ { id: a, value: 123 } ]`; auth.keys[0].value; in quotes
                    mode: open;     `keys: [ { id: a, value: b, user: "" } ]`; auth.keys[0].user; is empty
                    dialect: openai; dialect: openia;              providers[0].dialect; did you mean openai?
                    dialect: openai; dialect: cohere;              providers[0].dialect; must be one of anthropic, openai
                    http://127.0.0.1:9001; ftp://a;                providers[0].base_url; write http:// or https://
                    http://127.0.0.1:9001; openai.com;             providers[0].base_url; write http:// or https://
                    http://127.0.0.1:9001; https://a/v1;           providers[0].base_url; leave out /v1
                    http://127.0.0.1:9001; https://a/v1/;          providers[0].base_url; leave out /v1
                    http://127.0.0.1:9001; https://a/x/v1/chat/completions; providers[0].base_url; leave out /v1
                    http://127.0.0.1:9001; https://a/x?y=z;        providers[0].base_url; leave out the query
                    http://127.0.0.1:9001; https://a/x#y;          providers[0].base_url; leave out the query
                    http://127.0.0.1:9001; https://u:p@a/x;        providers[0].base_url; leave out the user
                    http://127.0.0.1:9001; https://a/x/;           providers[0].base_url; slash at the end
                    http://127.0.0.1:9001; https://a/x/../y;       providers[0].base_url; dot segments
                    http://127.0.0.1:9001; https://a/x//y;         providers[0].base_url; dot segments
                    http://127.0.0.1:9001; https://a/%2e;          providers[0].base_url; would need an escape
                    http://127.0.0.1:9001; https://a:0;            providers[0].base_url; a port is 1 to 65535
                    http://127.0.0.1:9001; https://a:65536;        providers[0].base_url; a port is 1 to 65535
                    http://127.0.0.1:9001; https://[zz::]/;        providers[0].base_url; not an IPv6 address
                    sk-test } ];    sk-test }, { name: first, value: b } ]; providers[0].keys[1].name; is the same as in
                    value: sk-test; value: "";                     providers[0].keys[0].value; is empty
                    value: sk-test; value: "sk test";              providers[0].keys[0].value; visible ASCII
                    name: openai;   name: "";                      providers[0].name; is empty
                    name: openai;   name: "a b";                   providers[0].name; letters, digits
                    name: openai;   name: unknown;                 providers[0].name; metrics use
                    name: gpt-4o;   name: other;                   models[0].name; metrics use
                    name: gpt-4o;   name: "gpt 4o";                models[0].name; visible ASCII
                    { provider: openai }; { provider: openay };    models[0].targets[0].provider; did you mean openai?
                    { provider: openai }; { provider: azure };     models[0].targets[0].provider; no provider has this name
                    { provider: openai }; ;                        models[0].targets; needs at least 1
                    { provider: openai }; { provider: openai }, { provider: openai, model: x }; models[0].targets; more than one target
                    { provider: openai }; { provider: openai, weight: 1 }; models[0].targets[0].weight; is not a known key
                    { provider: openai }; { provider: openai, model: "" }; models[0].targets[0].model; is empty
                    """)
    void refuses(String replaced, String by, String path, String message) {
        String yaml = ConfigFolder.SMALLEST.replace(replaced, by == null ? "" : by).replace("HASH", HASH);
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
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            textBlock =
                    """
                    127.0.0.1:8080; localhost:0
                    127.0.0.1:8080; "[::1]:8080"
                    127.0.0.1:9464; 127.0.0.2:8080
                    127.0.0.1:9464; `0.0.0.0:9464, insecure: true`
                    127.0.0.1:9464; `0.0.0.0:9464, users: [ { name: a, role: scrape, token_hash: HASH } ]`
                    8080 }; 8080, idle_timeout: 1d, header_timeout: 250ms, body_timeout: 5m, write_timeout: 1h }
                    8080 }; 8080, max_body: 1048576, replay_limit: 64KiB, body_memory: 1GiB }
                    8080 }; 8080, forward_headers: [ X-Team, x-trace ] }
                    http://127.0.0.1:9001; https://api.openai.com/
                    http://127.0.0.1:9001; http://my_service:80/openai/v1beta
                    http://127.0.0.1:9001; http://[::1]:9001
                    name: gpt-4o; name: "meta-llama/Llama-3.1:free"
                    """)
    void accepts(String replaced, String by) {
        assertThat(folder.accepted(ConfigFolder.SMALLEST.replace(replaced, by).replace("HASH", HASH)))
                .isNotNull();
    }

    @Test
    void refusesASecondProviderModelAndUserOfTheSameName() {
        List<ConfigProblem> problems = folder.refused(
                """
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
                """
                        .replace("HASH", HASH));

        assertThat(problems)
                .extracting(ConfigProblem::path)
                .containsExactly("admin.users[1].name", "providers[1].name", "models[1].name", "metrics.vocabularies[1]");
    }

    @Test
    void doesNotTellWhatFollowsFromAnotherProblem() {
        List<ConfigProblem> problems = folder.refused(
                """
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
                        + " sluice, gpt-load, gatewayz, realmultillm, m7: did you mean m7?");
        assertThat(folder.refused(ConfigFolder.SMALLEST + "metrics: { vocabularies: [] }"))
                .hasSize(1);
    }

    @Test
    void looksIntoTheFilesOfTls() throws Exception {
        KeyStore trusted = KeyStore.getInstance(
                Path.of(System.getProperty("java.home"), "lib", "security", "cacerts").toFile(), (char[]) null);
        Certificate certificate =
                trusted.getCertificate(trusted.aliases().nextElement());
        folder.write("cert.pem", pem("CERTIFICATE", certificate.getEncoded()));
        byte[] key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
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
                .containsExactly("broken.pem does not hold certificates in PEM", "encrypted.pem is encrypted: it must not be");
    }

    private static String withTls(String certificate, String key, String ca) {
        return ConfigFolder.SMALLEST
                .replace("8080 }", "8080, tls: { certificate: " + certificate + ", private_key: " + key + " } }")
                .replace("http://127.0.0.1:9001", "https://a\n    upstream: { tls: { ca: " + ca + " } }");
    }

    private static String pem(String label, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
