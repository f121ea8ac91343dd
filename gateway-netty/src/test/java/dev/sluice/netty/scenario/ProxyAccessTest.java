package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call a group: by its own keys, or by a client key that names it; and who learns which groups there are. */
final class ProxyAccessTest {

    private static final String OF_ONE = "group-key-of-one-0123456789";
    private static final String OF_ALL = "group-key-of-all-0123456789";
    private static final String NAMED = "client-key-named-0123456789";
    private static final String PLAIN = "client-key-plain-0123456789";

    private ScriptedUpstream upstream;
    private TestGateway gateway;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.answering(OneGroup.OK);
        gateway = TestGateway.start(configuration("keys", OF_ONE));
        client = new RawClient(gateway.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        gateway.close();
        upstream.close();
    }

    private String configuration(String mode, String ofOne) {
        String keys = "keys: [ { id: named, value: %s, proxy: [ one, all ] }, { id: plain, value: %s } ]"
                .formatted(NAMED, PLAIN);
        return """
                auth: { mode: %s%s }
                providers:
                  - { name: one, dialect: openai, base_url: "http://127.0.0.1:%d", proxy_keys: [ %s, group-key-of-one-second-1 ],
                      keys: [ { name: k, value: sk-upstream } ] }
                  - { name: two, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: l, value: sk-upstream } ] }
                  - { name: all, members: [ { provider: one }, { provider: two } ], proxy_keys: [ %s ] }
                models: [ { name: m, targets: [ { provider: one } ] } ]
                """.formatted(
                        mode, mode.equals("keys") ? ", " + keys : "", upstream.port(), ofOne, upstream.port(), OF_ALL);
    }

    private RawClient.Answer get(String path, String key) throws IOException {
        String line = key == null ? "" : "Authorization: Bearer " + key + "\r\n";
        return client.send("GET " + path + " HTTP/1.1\r\nHost: gateway\r\n" + line + "\r\n")
                .answer();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer %s",
                "authorization: bearer  %s",
                "X-Api-Key: %s",
                "X-Goog-Api-Key: %s",
                "?key=%s",
                "?a=b&%%6Bey=%s"
            })
    void letsAGroupsKeyInByEachWayToSendIt(String way) throws IOException {
        for (String key : new String[] {OF_ONE, "group-key-of-one-second-1", NAMED}) {
            String sent = way.formatted(key);
            String target = "/proxy/one/v1/files" + (sent.startsWith("?") ? sent : "");
            String line = sent.startsWith("?") ? "" : sent + "\r\n";
            client.send("GET " + target + " HTTP/1.1\r\nHost: gateway\r\n" + line + "\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }

        assertThat(upstream.requests())
                .hasSize(3)
                .allSatisfy(seen -> assertThat(seen.head())
                        .contains("authorization: Bearer sk-upstream\r\n")
                        .doesNotContain("group-key", "client-key"));
    }

    @Test
    void tellsWhichKeyLetARequestIn() throws IOException {
        assertThat(get("/proxy/one/a", OF_ONE).status()).isEqualTo(200);
        assertThat(get("/proxy/all/a", OF_ALL).status()).isEqualTo(200);
        assertThat(get("/proxy/one/a", NAMED).status()).isEqualTo(200);

        assertThat(gateway.settled(3))
                .extracting(each -> each.request().clientKey())
                .containsExactly("proxy:one", "proxy:all", "named");
    }

    @ParameterizedTest
    @CsvSource({
        "/proxy/one/a,",
        "/proxy/one/a,wrong-key-0123456789",
        "/proxy/one/a,group-key-of-one-012345678",
        "/proxy/one/a,group-key-of-one-01234567890",
        "/proxy/one/a," + OF_ALL,
        "/proxy/two/a," + OF_ONE,
        "/proxy/all/a," + OF_ONE,
        "/proxy/nobody/a,",
        "/proxy/nobody/a," + OF_ONE,
        "/proxy/nobody/a,wrong-key-0123456789",
        "/proxy/one/../a,wrong-key-0123456789",
        "/v1/models," + OF_ONE
    })
    void tellsWhoHasNoValidKeyNothing(String path, String key) throws IOException {
        RawClient.Answer answer = get(path, key);

        ErrorShape.require(answer, 401, "invalid_api_key");
        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
        assertThat(answer.text())
                .isEqualTo(get("/proxy/nobody/other", "wrong-key-9876543210")
                        .text()
                        .replaceAll("[0-9a-f]{32}", answer.header("x-request-id")));
        assertThat(upstream.connections()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "/proxy/one/a," + PLAIN + ",403,group_not_allowed",
        "/proxy/two/a," + NAMED + ",403,group_not_allowed",
        "/proxy/nobody/a," + PLAIN + ",404,group_not_found",
        "/proxy/nobody/a," + NAMED + ",404,group_not_found",
        "/proxy/ONE/a," + NAMED + ",404,group_not_found",
        "/proxy/%6fne/a," + NAMED + ",404,group_not_found",
        "/proxy/../a," + NAMED + ",404,group_not_found",
        "/proxy/one/../a," + NAMED + ",400,invalid_request",
        "/proxy/one/../a," + PLAIN + ",403,group_not_allowed"
    })
    void tellsWhoHasAValidKeyWhatIsWrong(String path, String key, int status, String code) throws IOException {
        ErrorShape.require(get(path, key), status, code);

        assertThat(upstream.connections()).isZero();
    }

    @Test
    void letsAKeyOfTheModelsCallWhatItMayCallOtherwise() throws IOException {
        assertThat(get("/v1/models", PLAIN).status()).isEqualTo(200);
        assertThat(get("/v1/models", NAMED).status()).isEqualTo(200);
    }

    @Test
    void letsEverybodyInInOpenMode() throws IOException {
        gateway.reload(configuration("open", OF_ONE));

        assertThat(get("/proxy/one/a", null).status()).isEqualTo(200);
        assertThat(get("/proxy/two/a", "whatever").status()).isEqualTo(200);
        assertThat(get("/proxy/all/a", OF_ALL).status()).isEqualTo(200);
        ErrorShape.require(get("/proxy/nobody/a", null), 404, "group_not_found");
        assertThat(upstream.requests())
                .allSatisfy(seen -> assertThat(seen.head()).doesNotContain("whatever", OF_ALL));
    }

    @Test
    void forgetsAGroupsKeyThatAReloadRemovedOnTheSameConnection() throws IOException {
        assertThat(get("/proxy/one/a", OF_ONE).status()).isEqualTo(200);

        gateway.reload(configuration("keys", "another-key-of-one-0123456789"));
        ErrorShape.require(get("/proxy/one/a", OF_ONE), 401, "invalid_api_key");
        assertThat(get("/proxy/one/a", "another-key-of-one-0123456789").status())
                .isEqualTo(200);

        gateway.reload(configuration("keys", OF_ONE));
        assertThat(get("/proxy/one/a", OF_ONE).status()).isEqualTo(200);
    }

    @Test
    void remembersNoGroupsKeyForAnotherGroup() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(get("/proxy/one/a", OF_ONE).status()).isEqualTo(200);
            ErrorShape.require(get("/proxy/all/a", OF_ONE), 401, "invalid_api_key");
            assertThat(get("/proxy/all/a", OF_ALL).status()).isEqualTo(200);
            ErrorShape.require(get("/proxy/one/a", OF_ALL), 401, "invalid_api_key");
            ErrorShape.require(get("/v1/models", OF_ALL), 401, "invalid_api_key");
        }
    }
}
