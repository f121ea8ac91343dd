package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Where everybody is let in, it may still matter who is who. */
final class OpenModeTest {

    private static final String KEYS = """
            tenants: [ { id: acme }, { id: demo, limits: { requests_per_hour: 2 } } ]
            auth:
              mode: open
              anonymous: guest
              keys:
                - { id: guest, value: guest-key, tenant: demo }
                - { id: ada, value: ada-key, tenant: acme }
            """;

    @Test
    void letsInWhoShowsNoKeyOrAnUnknownOneAsTheAnonymousKeysAccount() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(Limited.ANSWER);
                TestGateway gateway = TestGateway.start(TestGateway.routing(upstream.port(), KEYS));
                RawClient client = new RawClient(gateway.port())) {
            assertThat(status(client, "")).isEqualTo(200);
            assertThat(status(client, "Authorization: Bearer ada-key\r\n")).isEqualTo(200);
            assertThat(status(client, "x-api-key: whatever\r\n")).isEqualTo(200);
            assertThat(status(client, "")).as("the limits of its tenant hold").isEqualTo(429);
            assertThat(status(client, "Authorization: Bearer ada-key\r\n")).isEqualTo(200);

            List<ExchangeRecord> records = gateway.settled(5);
            assertThat(records)
                    .extracting(each -> each.request().clientKey())
                    .containsExactlyInAnyOrder("guest", "ada", "guest", "guest", "ada");
            assertThat(records)
                    .extracting(OpenModeTest::tenant)
                    .containsExactlyInAnyOrder("demo", "acme", "demo", "demo", "acme");
        }
    }

    private static String tenant(ExchangeRecord each) {
        Account account = Objects.requireNonNull(each.request().account());
        return account.tenant().id();
    }

    private static int status(RawClient client, String credential) throws IOException {
        return client.send(Chat.post(credential, Chat.unary("m"))).answer().status();
    }
}
