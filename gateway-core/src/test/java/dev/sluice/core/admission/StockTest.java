package dev.sluice.core.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What exchanges leave of a lease that need less than was taken along for each of them. */
final class StockTest {

    private static final long NOON = 1_795_608_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final Demand MUCH = new Demand(40, 60, 1_000);
    private static final Demand LITTLE = new Demand(1, 2, 5);
    private static final Subject WHO = new Subject(
            Scope.KEY, "ci", Subject.Source.OWN, new Limits(Map.of(LimitKind.DAY_TOKENS, 1_000_000L), Map.of()));

    private final Stock stock = new Stock(WHO.identity(), 0);

    @BeforeEach
    void spend() {
        assertThat(grant("first")).isNull();
        assertThat(stock.take(LITTLE, 0)).isNotNull();
        assertThat(stock.take(LITTLE, 0)).isNotNull();
        assertThat(stock.take(LITTLE, 0)).isNull();
    }

    @Test
    void isGivenBackWhenTheLeaseEnds() {
        Hold left = stock.leftOver(SECOND);

        assertThat(left).isEqualTo(left("first"));
        assertThat(stock.leftOver(SECOND)).isNull();
        assertThat(stock.retire(120 * SECOND, 60 * SECOND)).isTrue();
    }

    @Test
    void isGivenBackWhenAnotherLeaseComes() {
        assertThat(grant("second")).isEqualTo(left("first"));
    }

    @Test
    void isNotForgottenWhereNobodyComesAnyMore() {
        assertThat(stock.retire(120 * SECOND, 60 * SECOND)).isFalse();
    }

    private static Hold left(String tag) {
        return new Hold(0, 194, 1_990, List.of(new Hold.Part(WHO.identity(), tag, NOON, 0)));
    }

    private Hold grant(String tag) {
        Claim claim =
                new Claim(Claim.Kind.LEASE, MUCH.tokens(), MUCH.picoDollars(), List.of(new Claim.Share(WHO, null, 2)));
        Ruling.Part part = new Ruling.Part(tag, NOON, 2, 1_000, 0, List.of(), List.of());
        return stock.answered(new Stock.Answer(claim, 2, part, WHO.limits(), 0, 0));
    }
}
