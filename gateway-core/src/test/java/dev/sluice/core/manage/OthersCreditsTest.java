package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.core.Together;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.User;
import dev.sluice.core.manage.CreditAdmin.Direction;
import dev.sluice.core.manage.CreditAdmin.Order;
import dev.sluice.core.store.LedgerContract;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credits of two gateways that share a store. */
final class OthersCreditsTest {

    private static final long USD = 1_000_000_000_000L;

    private final SharedStore shared = new SharedStore();
    private final Neighbour one = new Neighbour(shared);
    private final Neighbour two = new Neighbour(shared);

    @BeforeEach
    void define() {
        List<User> users = List.of(
                new User("ann", "default", Limits.NONE, true, true),
                new User("bob", "default", Limits.NONE, true, true));
        one.accounts.replaceFile(users);
        two.accounts.replaceFile(users);
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private static void credit(Neighbour at, String user, int usd, String key) {
        Direction direction = usd < 0 ? Direction.TAKE : Direction.TOP_UP;
        at.credits.change(user, new Order(BigDecimal.valueOf(Math.abs(usd)), direction, key));
    }

    private void agree() {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            shared.settle();
            for (String user : List.of("ann", "bob")) {
                long balance = shared.inner.ledger().balance(user);
                assertThat(one.meters.balance(user)).isEqualTo(balance);
                assertThat(two.meters.balance(user)).isEqualTo(balance);
            }
        });
    }

    @Test
    void hasCreditsThatWereGivenElsewhere() {
        credit(one, "ann", 10, "k1");
        assertThat(one.meters.balance("ann")).isEqualTo(10 * USD);

        agree();
        credit(two, "ann", -4, "k2");
        assertThat(two.meters.balance("ann")).isEqualTo(6 * USD);
        agree();
    }

    @Test
    void hasWhatIsLeftBehindWhatOthersHaveFolded() {
        credit(one, "ann", 10, "k1");
        agree();
        // Of this nobody is told.
        shared.inner.ledger().credit("bob", 10 * USD, "k1", 1);
        shared.inner.ledger().fold(List.of(LedgerContract.entry(1, LedgerContract.NOW, "ann", 3, true)));
        shared.inner.ledger().fold(List.of(LedgerContract.entry(2, LedgerContract.NOW, "bob", 4, true)));
        long left = shared.inner.ledger().balance("ann");
        assertThat(left).isLessThan(10 * USD);

        one.others.spent(List.of("ann"));

        await().atMost(Duration.ofMinutes(1)).until(() -> one.meters.balance("ann") == left);
        assertThat(one.meters.balance("bob")).isZero();
        one.others.spent(List.of("bob"));
        two.others.spent(List.of("ann", "bob"));
        agree();
    }

    @Test
    void isNotMisledByAnOlderBalance() {
        credit(one, "ann", 10, "k1");
        credit(two, "ann", 5, "k2");
        agree();

        one.others.credited("ann", 10 * USD);

        agree();
        assertThat(one.meters.balance("ann")).isEqualTo(15 * USD);
    }

    @Test
    void readsAllBalancesAgainWhenChangesWereMissed() {
        shared.inner.ledger().credit("ann", 7 * USD, "k1", 1);
        shared.inner.ledger().credit("bob", 8 * USD, "k1", 1);

        one.others.changesMissed();
        two.others.changesMissed();

        agree();
    }

    @Test
    void countsEachChangeOnceWhileManyThreadsMakeThemAndTell() throws Exception {
        Together.run(4, thread -> {
            Random random = new Random(thread);
            Neighbour at = thread % 2 == 0 ? one : two;
            for (int step = 0; step < 500; step++) {
                if (thread < 2) {
                    credit(at, random.nextBoolean() ? "ann" : "bob", random.nextInt(20) - 5, thread + "-" + step);
                } else {
                    at.store.deliver(random, SharedStore.Weather.STORMY);
                }
            }
        });

        agree();
    }
}
