package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.ledger.UsageQuery;
import dev.sluice.netty.testing.Chat;
import dev.sluice.netty.testing.ErrorShape;
import dev.sluice.netty.testing.RawClient.Answer;
import dev.sluice.netty.testing.ScriptedUpstream;
import java.io.IOException;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cache answers is a request like any other, and uses nothing. */
final class CachedLimitsTest {

    private static Limited limited(String limits) {
        return new Limited(
                ScriptedUpstream.start(Cached.numbering()),
                "",
                Cached.ON + Limited.key(", limits: { " + limits + " }"));
    }

    @Test
    void countsAgainstLimitsOfRequests() throws IOException {
        try (Limited limited = limited("requests_per_day: 3")) {
            assertThat(limited.ask().header("x-sluice-cache")).isEqualTo("miss");
            Answer hit = limited.ask();
            assertThat(hit.header("x-sluice-cache")).isEqualTo("hit");
            assertThat(hit.header("x-ratelimit-remaining-requests")).isEqualTo("1");
            assertThat(limited.ask().header("x-sluice-cache")).isEqualTo("hit");

            ErrorShape.require(limited.ask(), 429, "rate_limit_exceeded");
            assertThat(limited.upstream.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens_per_day: 120", "budget: { usd: 0.0011, per: day }"})
    void needsNeitherTokensNorMoney(String limit) throws IOException {
        try (Limited limited = limited(limit)) {
            assertThat(limited.ask().status()).isEqualTo(200);
            for (int i = 0; i < 20; i++) {
                assertThat(limited.ask().header("x-sluice-cache")).isEqualTo("hit");
            }
            Answer another = limited.send(Limited.post(Limited.asking("m", 100).replace("hi", "another")));
            assertThat(another.status()).isEqualTo(429);
            assertThat(limited.ask().header("x-sluice-cache")).isEqualTo("hit");
        }
    }

    @Test
    void needsNoCredits() throws IOException {
        String sections = Cached.ON + Limited.key(", user: ann") + "users: [ { id: ann, prepaid: true } ]\n";
        try (Limited limited = new Limited(ScriptedUpstream.start(Cached.numbering()), "", sections)) {
            limited.gateway.meters().credit("ann", 2_000_000_000L);
            assertThat(limited.ask().status()).isEqualTo(200);
            limited.booked(1);
            limited.gateway.settled(1);
            limited.gateway.meters().credit("ann", -limited.gateway.meters().balance("ann"));

            assertThat(limited.ask().header("x-sluice-cache")).isEqualTo("hit");
            assertThat(limited.gateway.meters().balance("ann")).isZero();
            assertThat(limited.send(Limited.post(Chat.asking("m", "another"))).status())
                    .isEqualTo(402);
            assertThat(limited.gateway.records().charges()).hasSize(1);
        }
    }

    @Test
    void isInTheBooksWithNothingUsed() throws IOException {
        try (Limited limited = limited("requests_per_day: 100, tokens_per_day: 100000")) {
            for (int i = 0; i < 10; i++) {
                limited.ask();
            }
            UsageQuery.Row booked = limited.booked(10);

            assertThat(booked.requests()).isEqualTo(10);
            assertThat(booked.picoDollars()).isEqualTo(BigInteger.valueOf(200_000_000));
            assertThat(limited.gateway.meters().unsettled()).isZero();
            assertThat(limited.gateway.settled(10).stream()
                            .mapToLong(each -> Math.max(0, each.usage().output()))
                            .sum())
                    .isEqualTo(20);
        }
    }

    @Test
    void isInTheBooksOfWhoeverHasAKey() throws IOException {
        try (Limited limited =
                new Limited(ScriptedUpstream.start(Cached.numbering()), "", Cached.ON + Limited.key(""))) {
            limited.ask();
            assertThat(limited.ask().header("x-sluice-cache")).isEqualTo("hit");

            assertThat(limited.booked(2).requests()).isEqualTo(2);
            assertThat(limited.booked().picoDollars()).isEqualTo(BigInteger.valueOf(200_000_000));
        }
    }

    @Test
    void givesConcurrencyBack() throws IOException {
        try (Limited limited = limited("concurrency: 1")) {
            for (int i = 0; i < 20; i++) {
                assertThat(limited.ask().status()).isEqualTo(200);
            }
            assertThat(limited.upstream.requests()).hasSize(1);
        }
    }
}
