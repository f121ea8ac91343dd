package dev.sluice.loads.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.loads.http.Request;
import dev.sluice.loads.ledger.Ask.Leaving;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.run.Scrape;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BalanceTest {

    private static final Scrape NOTHING = Scrape.parse("");
    private static final Tokens USED = new Tokens(1000, 100, 0, 0, 0, 0);
    private static final BigDecimal COST = new BigDecimal("0.002");

    private static Ask ask(Leaving leaving) {
        return new Ask("a", "mine", Request.get("/"), leaving);
    }

    private static Charge charge(boolean reported, Tokens tokens) {
        return new Charge(1, "a", "p", "m", "answered", reported, tokens);
    }

    private static Entry entry(Tokens tokens, BigDecimal cost) {
        return new Entry("a", "p", "mine", tokens, cost);
    }

    private static Balance balance(Ask ask, List<Charge> charges, Entry... entries) throws Exception {
        Prices prices = Prices.parse("{\"m\":{\"input_cost_per_token\":1e-06,\"output_cost_per_token\":1e-05}}");
        return new Balance(List.of(ask), charges, List.of(entries), prices);
    }

    private static Scrape scrape(long input, long output, String usd) {
        String labels = "{provider=\"p\",model=\"mine\"";
        return Scrape.parse("sluice_tokens_total" + labels + ",type=\"input\"} " + input + "\nsluice_tokens_total"
                + labels + ",type=\"output\"} " + output + "\nsluice_cost_usd_total" + labels + "} " + usd + "\n");
    }

    private static long wrongRequests(Balance balance) {
        Report report = new Report("test");
        balance.eachRequest(report);
        return report.failed();
    }

    @Test
    void holdsWhereAllIsTheSame() throws Exception {
        Balance balance = balance(ask(Leaving.NEVER), List.of(charge(true, USED)), entry(USED, COST));

        assertThat(wrongRequests(balance)).isZero();
        assertThat(balance.agrees(NOTHING, scrape(1000, 100, "0.002"))).isTrue();
        Report report = new Report("test");
        assertThat(balance.allTogether(NOTHING, scrape(1000, 100, "0.002"), report))
                .doesNotContain("WRONG");
        assertThat(report.failed()).isZero();
    }

    @Test
    void findsOneTokenAndOneNanodollarOff() throws Exception {
        List<Charge> charges = List.of(charge(true, USED));
        Ask ask = ask(Leaving.NEVER);

        assertThat(wrongRequests(balance(ask, charges, entry(new Tokens(1000, 99, 0, 0, 0, 0), COST))))
                .isEqualTo(1);
        assertThat(wrongRequests(balance(ask, charges, entry(USED, new BigDecimal("0.002000001")))))
                .isEqualTo(1);
        Balance balance = balance(ask, charges, entry(USED, COST));
        assertThat(balance.agrees(NOTHING, scrape(1001, 100, "0.002"))).isFalse();
        assertThat(balance.agrees(NOTHING, scrape(1000, 100, "0.00200001"))).isFalse();
        Report report = new Report("test");
        assertThat(balance.allTogether(NOTHING, scrape(1000, 200, "0.003"), report))
                .containsOnlyOnce("output")
                .contains("WRONG");
        assertThat(report.failed()).isEqualTo(2);
    }

    @Test
    void findsALineThatIsMissingAndOneThatIsThereTwice() throws Exception {
        Ask ask = ask(Leaving.NEVER);

        assertThat(wrongRequests(balance(ask, List.of(charge(true, USED))))).isEqualTo(1);
        assertThat(wrongRequests(balance(ask, List.of(charge(true, USED)), entry(USED, COST), entry(USED, COST))))
                .isEqualTo(1);
    }

    @Test
    void allowsTwoPercentOfWhatWasNotTold() throws Exception {
        Balance untold = balance(ask(Leaving.NEVER), List.of(charge(false, USED)), entry(Tokens.NONE, COST));

        assertThat(wrongRequests(untold)).isZero();
        assertThat(untold.agrees(NOTHING, scrape(1020, 98, "0.00203"))).isTrue();
        assertThat(untold.agrees(NOTHING, scrape(1021, 100, "0.002"))).isFalse();
        assertThat(untold.agrees(NOTHING, scrape(0, 0, "0"))).isFalse();
    }

    @Test
    void takesWhatIsToldToAClientThatLeavesForUntold() throws Exception {
        Balance left = balance(
                ask(new Leaving(5, 0)), List.of(charge(true, USED)), entry(new Tokens(999, 99, 0, 0, 0, 0), COST));

        assertThat(wrongRequests(left)).isZero();
        assertThat(left.agrees(NOTHING, scrape(999, 99, "0.001989"))).isTrue();
    }

    @Test
    void countsEveryAttemptThatWasCharged() throws Exception {
        Charge wasted = new Charge(1, "a", "p", "m", "faulted", false, new Tokens(1000, 50, 0, 0, 0, 0));
        Charge answer = new Charge(2, "a", "p", "m", "answered", true, USED);

        Balance balance = balance(ask(Leaving.NEVER), List.of(wasted, answer), entry(USED, COST));

        assertThat(wrongRequests(balance)).isZero();
        assertThat(balance.agrees(NOTHING, scrape(2000, 150, "0.0035"))).isTrue();
        assertThat(balance.agrees(NOTHING, scrape(1000, 100, "0.002"))).isFalse();
    }
}
