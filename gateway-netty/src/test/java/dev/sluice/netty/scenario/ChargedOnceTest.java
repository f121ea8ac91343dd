package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.Tier;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Room;
import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whatever becomes of exchanges, each is charged once, and the counters are the sum of the books. */
final class ChargedOnceTest {

    private static final long MILLI_USD = 1_000_000_000L;

    private static String budget(String usd) {
        return Limited.key(", tenant: acme")
                + "tenants: [ { id: acme, limits: { tokens_per_day: 1000000, budget: { usd: " + usd
                + ", per: day } } } ]\n";
    }

    /** What is left of the tenant's budget and tokens, when nothing is under way. */
    private static List<Long> left(Limited limited, long budget) {
        Tenant tenant = new Tenant(
                "acme",
                Tier.FREE,
                new Limits(Map.of(LimitKind.DAY_BUDGET, budget, LimitKind.DAY_TOKENS, 1_000_000L), Map.of()),
                true);
        ClientKey key = new ClientKey("probe", "acme", null, Set.of(), AllowedModels.ALL);
        Gates gates = new Gates(limited.gateway.meters());
        Gates.Entry entry = gates.enter(new Account(key, tenant, null, null, null, null), System.currentTimeMillis());
        var permit = ((Gates.Entry.Granted) entry).permit();
        List<Long> rooms = permit.rooms(System.currentTimeMillis()).stream()
                .sorted(java.util.Comparator.comparing(Room::kind))
                .map(Room::remaining)
                .toList();
        permit.withdraw(System.currentTimeMillis());
        return rooms;
    }

    @Test
    void passesNoMoreThanABudgetPaysForHoweverManyComeAtOnce() throws IOException {
        try (Limited limited = new Limited(budget("0.1"))) {
            List<Integer> statuses = limited.together(1_000, Limited.post(Limited.asking("m", 100)));

            long passed = statuses.stream().filter(each -> each == 200).count();
            assertThat(passed).isBetween(97L, 100L);
            assertThat(statuses).containsOnly(200, 429);
            UsageQuery.Row booked = limited.booked(passed);
            assertThat(booked.requests()).isEqualTo(passed);
            assertThat(booked.picoDollars()).isEqualTo(BigInteger.valueOf(passed * MILLI_USD));
            limited.gateway.settled(1_000);
            assertThat(left(limited, 100 * MILLI_USD))
                    .containsExactly(1_000_000 - passed * 110, (100 - passed) * MILLI_USD);
        }
    }

    @Test
    void chargesRequestsOfOneIdEachForItself() throws IOException {
        try (Limited limited = new Limited(budget("5"))) {
            String request =
                    Chat.post("Authorization: Bearer secret\r\nx-request-id: same\r\n", Limited.asking("m", 100));
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(new RawClient(limited.gateway.port()));
            }
            for (int round = 0; round < 50; round++) {
                for (RawClient client : clients) {
                    client.send(request);
                }
                for (RawClient client : clients) {
                    assertThat(client.answer().status()).isEqualTo(200);
                }
            }
            for (RawClient client : clients) {
                client.close();
            }

            UsageQuery.Row booked = limited.booked(1_000);
            assertThat(booked.requests()).isEqualTo(1_000);
            assertThat(booked.outputTokens()).isEqualTo(100_000);
            assertThat(booked.picoDollars()).isEqualTo(BigInteger.valueOf(1_000 * MILLI_USD));
            assertThat(left(limited, 5_000 * MILLI_USD)).containsExactly(890_000L, 4_000 * MILLI_USD);
        }
    }

    @Test
    void settlesWhatFailsBreaksOffOrIsLeft() throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                String body = connection.lastRequest();
                if (body.contains("fail")) {
                    connection.send(Said.status(500, "", Said.error("server_error", "busy")));
                } else if (body.contains("cut")) {
                    connection.send(Said.STREAM + Said.chunk(Said.output("a")));
                    return;
                } else if (body.contains("hang")) {
                    connection.send(Said.STREAM + Said.chunk(Said.output("a")));
                    connection.awaitProceed();
                } else {
                    connection.send(Said.stream("word"));
                }
            }
        });
        try (Limited limited = new Limited(upstream, "", budget("5"))) {
            assertThat(limited.send(Limited.post(Chat.asking("m", "fail"))).status())
                    .isEqualTo(500);
            limited.send(Limited.post(streamed("cut")));
            limited.send(Limited.post(streamed("whole")));
            try (RawClient leaving = new RawClient(limited.gateway.port())) {
                leaving.send(Limited.post(streamed("hang"))).until("data:");
            }
            limited.gateway.settled(4);

            UsageQuery.Row booked = limited.booked(4);
            assertThat(booked.estimatedRequests()).isEqualTo(3);
            assertThat(left(limited, 5_000 * MILLI_USD))
                    .containsExactly(
                            1_000_000 - booked.inputTokens() - booked.outputTokens(),
                            5_000 * MILLI_USD - booked.picoDollars().longValueExact());
            assertThat(booked.outputTokens()).isPositive();
        }
    }

    @Test
    void isDoneWithAnExchangeBeforeItsClientHasTheLastOfTheAnswer() throws IOException {
        try (Limited limited = new Limited(Limited.key(", limits: { concurrency: 1 }"));
                RawClient one = new RawClient(limited.gateway.port());
                RawClient other = new RawClient(limited.gateway.port())) {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                RawClient asking = i % 2 == 0 ? one : other;
                statuses.add(asking.send(Limited.post(Limited.asking("m", 100)))
                        .answer()
                        .status());
            }

            assertThat(statuses).containsOnly(200);
            assertThat(limited.booked(500).requests()).isEqualTo(500);
        }
    }

    private static String streamed(String words) {
        return Chat.stream("m").replace("\"hi\"", "\"" + words + "\"");
    }

    @Test
    void chargesAttemptsInVainWithTheOneThatServed() throws IOException {
        AtomicInteger number = new AtomicInteger();
        ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
            while (connection.readRequest()) {
                connection.send(
                        number.getAndIncrement() == 0
                                ? Said.STREAM
                                        + Said.chunk(Said.ROLE)
                                        + Said.chunk("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,"
                                                + "\"completion_tokens\":7}}\n\n")
                                        + Said.chunk(Said.errorEvent("server_error", "busy"))
                                        + Said.LAST
                                : Said.STREAM
                                        + Said.chunk(Said.output("a"))
                                        + Said.chunk("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,"
                                                + "\"completion_tokens\":100}}\n\n")
                                        + Said.chunk(Said.DONE)
                                        + Said.LAST);
            }
        });
        try (Limited limited = new Limited(
                upstream,
                "",
                budget("5")
                        + "resilience: { attempts: 2, backoff: { initial: 1ms, factor: 1, max: 5s, jitter: 0 } }\n")) {
            limited.send(Limited.post(streamed("again")));

            UsageQuery.Row booked = limited.booked(1);
            assertThat(booked.requests()).isEqualTo(1);
            assertThat(booked.outputTokens()).isEqualTo(107);
            assertThat(limited.gateway.meters()).isNotNull();
            assertThat(left(limited, 5_000 * MILLI_USD).get(0)).isEqualTo(1_000_000 - 127);
        }
    }

    @Test
    void goesOnFromWhatWasUsedBefore() throws IOException {
        try (Limited limited = new Limited(budget("0.1"))) {
            limited.gateway
                    .meters()
                    .open(Scope.TENANT, "acme", LimitKind.DAY_BUDGET, 99 * MILLI_USD, System.currentTimeMillis());

            assertThat(limited.ask().status()).isEqualTo(200);
            assertThat(limited.ask().status()).isEqualTo(429);
        }
    }
}
