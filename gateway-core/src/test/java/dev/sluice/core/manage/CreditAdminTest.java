package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.manage.CreditAdmin.BalanceView;
import dev.sluice.core.manage.CreditAdmin.ChangeView;
import dev.sluice.core.manage.CreditAdmin.CreditView;
import dev.sluice.core.manage.CreditAdmin.Direction;
import dev.sluice.core.manage.CreditAdmin.Order;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CreditAdminTest {

    private final Books books = new Books();

    @Test
    void tellsTheLedgerAndTheMetersOnceWhateverIsRepeated() {
        ChangeView made = done(change("12.5", Direction.TOP_UP, "k"));
        ChangeView again = done(change("12.50", Direction.TOP_UP, "k"));

        assertThat(made.change())
                .isEqualTo(new CreditView("k", new BigDecimal("12.5"), new BigDecimal("12.5"), "2026-11-25T10:30:00Z"));
        assertThat(made.repeated()).isFalse();
        assertThat(again).isEqualTo(new ChangeView("bob", made.change(), true));
        assertThat(books.meters.balance("bob")).isEqualTo(12_500_000_000_000L);
        assertThat(books.store.ledger().balance("bob")).isEqualTo(12_500_000_000_000L);
    }

    @Test
    void takesWhatThereIsAndNoMore() {
        change("10", Direction.TOP_UP, "a");

        assertThat(code(change("10.000001", Direction.TAKE, "b"))).isEqualTo("insufficient_credits");
        assertThat(done(change("10", Direction.TAKE, "c")).change().balanceUsd())
                .isEqualByComparingTo("0");
        assertThat(books.meters.balance("bob")).isZero();
    }

    @Test
    void refusesAKeyThatWasUsedForAnotherAmount() {
        change("10", Direction.TOP_UP, "k");

        assertThat(code(change("11", Direction.TOP_UP, "k"))).isEqualTo("idempotency_key_reused");
        assertThat(code(change("10", Direction.TAKE, "k"))).isEqualTo("idempotency_key_reused");
        assertThat(books.meters.balance("bob")).isEqualTo(10_000_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "0",
        "-1",
        "0.0000001",
        "1000000.000001",
        "1e400",
        "1e-400",
        "999999999999999999999",
        "1e999999999",
        "1e-999999999"
    })
    void refusesAmountsThatMakeNoSense(String usd) {
        Outcome<ChangeView> outcome = change(usd, Direction.TOP_UP, "k");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().field()).isEqualTo("usd"));
        assertThat(books.store.ledger().credits("bob", Long.MAX_VALUE, 1)).isEmpty();
    }

    @Test
    void refusesMoreThanAUserMayHave() {
        done(change("1000000", Direction.TOP_UP, "a"));

        assertThat(code(change("0.000001", Direction.TOP_UP, "b"))).isEqualTo("balance_limit");
    }

    @Test
    void knowsNobodyButUsers() {
        Order order = new Order(BigDecimal.ONE, Direction.TOP_UP, "k");

        assertThat(code(books.credits.change("nobody", order))).isEqualTo("user_not_found");
        assertThat(code(books.credits.balance("nobody", Page.Cut.FIRST))).isEqualTo("user_not_found");
    }

    @ParameterizedTest
    @CsvSource(value = {"''", "'a b'", "ü"})
    void wantsAnIdempotencyKeyThatCanBeRepeated(String key) {
        assertThat(code(change("1", Direction.TOP_UP, key))).isEqualTo("invalid_field");
    }

    @Test
    void showsTheHistoryInPages() {
        for (int count = 1; count <= 5; count++) {
            change(Integer.toString(count), Direction.TOP_UP, "k" + count);
        }
        List<String> keys = new ArrayList<>();
        String after = null;
        do {
            BalanceView page = done(books.credits.balance("bob", new Page.Cut(after, 2)));
            assertThat(page.balanceUsd()).isEqualByComparingTo("15");
            page.changes().items().forEach(change -> keys.add(change.idempotencyKey()));
            after = page.changes().next();
        } while (after != null);

        assertThat(keys).containsExactly("k5", "k4", "k3", "k2", "k1");
        assertThat(code(books.credits.balance("bob", new Page.Cut("x", 2)))).isEqualTo("invalid_field");
    }

    @Test
    void saysThatTheStoreFailedAndTellsTheMetersNothing() {
        books.store.close();

        assertThat(code(change("1", Direction.TOP_UP, "k"))).isEqualTo("store_failed");
        assertThat(code(books.credits.balance("bob", Page.Cut.FIRST))).isEqualTo("store_failed");
        assertThat(books.meters.balance("bob")).isZero();
    }

    @Test
    void makesAChangeOnceThatManyThreadsAskForAtATime() throws InterruptedException {
        List<ChangeView> views = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            threads.add(new Thread(() -> {
                for (int count = 0; count < 100; count++) {
                    views.add(done(change("1", Direction.TOP_UP, "k" + count)));
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(views).filteredOn(view -> !view.repeated()).hasSize(100);
        assertThat(books.meters.balance("bob")).isEqualTo(100_000_000_000_000L);
    }

    private Outcome<ChangeView> change(String usd, Direction direction, String key) {
        return books.credits.change("bob", new Order(new BigDecimal(usd), direction, key));
    }

    private static <T> T done(Outcome<T> outcome) {
        return outcome.fold(value -> value, refusal -> {
            throw new AssertionError(refusal);
        });
    }

    private static String code(Outcome<?> outcome) {
        return outcome.fold(value -> "done: " + value, Refusal::code);
    }
}
