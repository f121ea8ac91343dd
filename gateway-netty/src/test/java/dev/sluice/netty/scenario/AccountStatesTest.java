package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Item;
import dev.sluice.core.account.Trial;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.RawClient.Answer;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let in, and what pays. */
final class AccountStatesTest {

    private static final String PREPAID = Limited.key(", user: ann") + "users: [ { id: ann, prepaid: true } ]\n";
    private static final long USD = 1_000_000_000_000L;

    @Test
    void saysTheSameToUnknownMalformedAndExpiredKeys() throws IOException {
        String keys = Limited.key(", expires: 2020-01-01T00:00:00Z, limits: { requests_per_day: 0 }");
        try (Limited limited = new Limited(keys)) {
            Answer expired = limited.ask();
            Answer unknown = limited.send(Limited.post(Limited.asking("m", 1)).replace("secret", "unknown"));
            Answer malformed = limited.send(Limited.post(Limited.asking("m", 1)).replace("secret", "~\t{}"));

            assertThat(List.of(plain(expired), plain(unknown), plain(malformed)))
                    .containsOnly(plain(unknown));
            ErrorShape.require(expired, 401, "invalid_api_key");
        }
    }

    private static String plain(Answer answer) {
        String id = answer.header("x-request-id");
        return (answer.head() + answer.text()).replace(String.valueOf(id), "").replaceFirst("date: [^\r]*", "");
    }

    @Test
    void refusesARevokedKeyAtOnceOnAConnectionThatUsedIt() throws IOException {
        try (Limited limited = new Limited(Limited.key(", limits: { requests_per_day: 9 }"));
                RawClient client = new RawClient(limited.gateway.port())) {
            assertThat(client.send(Limited.post(Limited.asking("m", 1)))
                            .answer()
                            .status())
                    .isEqualTo(200);
            limited.gateway.accounts().replaceFile(List.of());

            assertThat(client.send(Limited.post(Limited.asking("m", 1)))
                            .answer()
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void refusesOtherAddressesThanTheKeys() throws IOException {
        try (Limited elsewhere = new Limited(Limited.key(", addresses: [ 10.0.0.0/8 ]"));
                Limited here = new Limited(Limited.key(", addresses: [ 10.0.0.0/8, 127.0.0.0/8 ]"))) {
            ErrorShape.require(elsewhere.ask(), 403, "address_not_allowed");
            assertThat(here.ask().status()).isEqualTo(200);
        }
    }

    @Test
    void refusesModelsThatTheRoleMayNotUse() throws IOException {
        String role = Limited.key(", role: dev") + "roles: [ { id: dev, models: [ m ] } ]\n";
        try (Limited limited = new Limited(role)) {
            assertThat(limited.ask().status()).isEqualTo(200);
            ErrorShape.require(
                    limited.send(Limited.post(Limited.asking("elsewhere", 1))), 403, "model_not_allowed_for_key");
        }
    }

    @Test
    void takesWhatWasUsedFromCredits() throws IOException {
        try (Limited limited = new Limited(PREPAID)) {
            ErrorShape.require(limited.ask(), 402, "insufficient_credits");
            limited.gateway.meters().credit("ann", USD / 500);

            assertThat(limited.ask().status()).isEqualTo(200);
            limited.booked(1);
            assertThat(limited.gateway.meters().balance("ann")).isEqualTo(USD / 1000);
            assertThat(limited.ask().status()).isEqualTo(200);
            limited.booked(2);
            ErrorShape.require(limited.ask(), 402, "insufficient_credits");
            assertThat(limited.gateway.meters().balance("ann")).isZero();
            assertThat(limited.store.ledger().balance("ann")).isEqualTo(-USD / 500);
            assertThat(limited.gateway.records().charges()).containsExactly("CREDITS 110", "CREDITS 110");
        }
    }

    @Test
    void letsATrialPayUntilItIsUsedUp() throws IOException {
        try (Limited limited = new Limited(PREPAID)) {
            long now = System.currentTimeMillis();
            tries(limited, new Trial("ann", now - 1000, now + 60_000, 1_000, 2, USD, Trial.State.ACTIVE));

            assertThat(limited.ask().status()).isEqualTo(200);
            assertThat(limited.ask().status()).isEqualTo(200);
            assertThat(ErrorShape.require(limited.ask(), 429, "insufficient_quota"))
                    .contains("trial");
            limited.booked(2);
            assertThat(limited.gateway.records().charges()).containsExactly("TRIAL 110", "TRIAL 110");
        }
    }

    @Test
    void tellsWhatIsLeftOfATrial() throws IOException {
        try (Limited limited = new Limited(PREPAID)) {
            long now = System.currentTimeMillis();
            tries(limited, new Trial("ann", now - 1000, now + 2 * 86_400_000L, 1_000, 2, USD / 2, Trial.State.ACTIVE));

            limited.ask();
            limited.booked(1);
            Answer second = limited.ask();
            limited.booked(2);
            Answer refused = limited.ask();

            assertThat(second.header("x-trial-remaining-requests")).isEqualTo("0");
            assertThat(Long.parseLong(second.header("x-trial-remaining-tokens")))
                    .isBetween(700L, 790L);
            assertThat(second.header("x-trial-remaining-credits")).isEqualTo("0.498");
            assertThat(second.header("x-trial-remaining-days")).isEqualTo("2");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("x-trial-remaining-requests")).isEqualTo("0");
            assertThat(refused.header("x-trial-remaining-tokens")).isEqualTo("780");
            assertThat(refused.header("x-trial-remaining-credits")).isEqualTo("0.498");
        }
    }

    @Test
    void saysWhenATrialIsOver() throws IOException {
        try (Limited limited = new Limited(PREPAID)) {
            Instant ended = Instant.parse("2026-01-02T03:04:05Z");
            tries(limited, new Trial("ann", 0, ended.toEpochMilli(), 1_000, 2, USD, Trial.State.ACTIVE));
            Answer refused = limited.ask();

            ErrorShape.require(refused, 403, "trial_expired");
            assertThat(refused.header("x-trial-expired")).isEqualTo("true");
            assertThat(refused.header("x-trial-end-date")).isEqualTo(ended.toString());

            limited.gateway.meters().credit("ann", USD);
            assertThat(limited.ask().status()).isEqualTo(200);
        }
    }

    private static void tries(Limited limited, Trial trial) {
        limited.gateway.accounts().put(List.of(Item.ofApi(trial, 1)));
    }
}
