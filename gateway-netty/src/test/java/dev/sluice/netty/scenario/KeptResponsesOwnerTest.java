package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.store.ResponseHome;
import dev.sluice.core.store.Store;
import dev.sluice.core.store.memory.MemoryStore;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose the responses and conversations are that a provider keeps, and who gets at them. */
final class KeptResponsesOwnerTest {

    private final ScriptedUpstream upstream =
            ScriptedUpstream.start(OneGroup.always(Said.ok("{\"id\":\"resp_A-1\",\"object\":\"response\"}")));
    private final Store store = new MemoryStore();
    private final TestGateway gateway = TestGateway.start("""
            providers:
              - { name: a, dialect: openai, base_url: "http://127.0.0.1:%d", keys: [ { name: k, value: sk } ] }
            models:
              - { name: m, targets: [ { provider: a } ] }
            tenants: [ { id: team }, { id: one } ]
            auth:
              mode: keys
              keys:
                - { id: one, value: key-1, proxy: [ a ] }
                - { id: two, value: key-2 }
                - { id: three, value: key-3, tenant: team }
                - { id: four, value: key-4, tenant: team }
                - { id: five, value: key-5, tenant: one }
                - { id: team, value: key-6 }
                - { id: ann-1, value: key-ann, user: ann }
                - { id: ann-2, value: key-ann-too, user: ann }
                - { id: bob, value: key-bob, user: bob }
                - { id: cleo, value: key-cleo, user: cleo }
                - { id: ann, value: key-7 }
            users: [ { id: ann }, { id: bob }, { id: cleo, tenant: team } ]
            """.formatted(upstream.port()), store);

    @AfterEach
    void close() {
        gateway.close();
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\",\"conversation\":\"conv_1\"}",
                "{\"conversation\":{\"x\":[{}],\"id\":\"conv_1\"},\"stream\":true,\"model\":\"m\"}"
            })
    void refusesAConversationOfWhichItDoesNotKnowWhoseItIs(String body) throws IOException {
        Answer answer = post("key-1", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(Stage.errorCode(answer.text())).isEqualTo("unsupported_field");
        assertThat(answer.text()).contains("\"param\":\"conversation\"");
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void takesAConversationWhereClientsAreNotToldApartOrTheGroupIsNamed() throws IOException {
        String body = "{\"model\":\"m\",\"conversation\":\"conv_1\"}";
        assertThat(post("key-1", "{\"model\":\"m\",\"conversation\":null}").status())
                .isEqualTo(200);
        try (RawClient client = new RawClient(gateway.port())) {
            String proxied = RawClient.post("/proxy/a/v1/responses", body)
                    .replaceFirst("\r\n", "\r\nAuthorization: Bearer key-1\r\n");
            assertThat(client.send(proxied).answer().status()).isEqualTo(200);
        }
        try (TestGateway open = TestGateway.start(TestGateway.routing(upstream.port(), ""));
                RawClient client = new RawClient(open.port())) {
            assertThat(client.send(RawClient.post("/v1/responses", body))
                            .answer()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void belongsToTheTenantWhereTheKeyHasOne() throws IOException {
        post("key-3", "{\"model\":\"m\"}");

        assertThat(ask("key-4", "GET", "/v1/responses/resp_A-1").status()).isEqualTo(200);
        assertThat(post("key-4", "{\"model\":\"m\",\"previous_response_id\":\"resp_A-1\"}")
                        .status())
                .isEqualTo(200);
        for (String stranger : List.of("key-1", "key-2", "key-5", "key-6")) {
            assertThat(notFound(ask(stranger, "GET", "/v1/responses/resp_A-1"))).isEqualTo("response_not_found");
        }
        assertThat(upstream.requests()).hasSize(3);
    }

    @Test
    void isNotTheTenantsThatIsCalledLikeAKey() throws IOException {
        post("key-1", "{\"model\":\"m\"}");

        assertThat(notFound(ask("key-5", "GET", "/v1/responses/resp_A-1"))).isEqualTo("response_not_found");
    }

    @Test
    void belongsToTheUserWhereThereIsNoTenant() throws IOException {
        post("key-ann", "{\"model\":\"m\"}");

        assertThat(ask("key-ann-too", "GET", "/v1/responses/resp_A-1").status()).isEqualTo(200);
        for (String stranger : List.of("key-bob", "key-cleo", "key-1", "key-7")) {
            assertThat(notFound(ask(stranger, "GET", "/v1/responses/resp_A-1"))).isEqualTo("response_not_found");
            assertThat(notFound(ask(stranger, "DELETE", "/v1/responses/resp_A-1")))
                    .isEqualTo("response_not_found");
            assertThat(notFound(post(stranger, "{\"model\":\"m\",\"previous_response_id\":\"resp_A-1\"}")))
                    .isEqualTo("previous_response_not_found");
        }
        assertThat(upstream.requests()).hasSize(2);
    }

    @Test
    void sharesWhatTheTenantsUsersMadeWithItsKeys() throws IOException {
        post("key-cleo", "{\"model\":\"m\"}");

        assertThat(ask("key-3", "GET", "/v1/responses/resp_A-1").status()).isEqualTo(200);
    }

    @Test
    void findsWhatWasMadeBeforeUsersWereToldApartWhereItIsKnownWhoseItIs() throws IOException {
        for (String owner : List.of("tenant:team", "two", "tenant:default")) {
            ResponseHome.Id id = new ResponseHome.Id(owner, "resp_of_" + owner.replace(':', '_'));
            store.saveResponseHome(new ResponseHome(id, "a", "k", System.currentTimeMillis()));
        }

        assertThat(ask("key-cleo", "GET", "/v1/responses/resp_of_tenant_team").status())
                .isEqualTo(200);
        assertThat(ask("key-2", "GET", "/v1/responses/resp_of_two").status()).isEqualTo(200);
        assertThat(notFound(ask("key-ann", "GET", "/v1/responses/resp_of_tenant_default")))
                .isEqualTo("response_not_found");
    }

    private static String notFound(Answer answer) throws IOException {
        assertThat(answer.status()).isEqualTo(404);
        return Stage.errorCode(answer.text());
    }

    private Answer post(String key, String json) throws IOException {
        return send(key, RawClient.post("/v1/responses", json));
    }

    private Answer ask(String key, String method, String path) throws IOException {
        return send(key, method + " " + path + " HTTP/1.1\r\nHost: gateway\r\n\r\n");
    }

    private Answer send(String key, String request) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(request.replaceFirst("\r\n", "\r\nAuthorization: Bearer " + key + "\r\n"))
                    .answer();
        }
    }
}
