package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Accounts;
import dev.sluice.core.account.AllowedModels;
import dev.sluice.core.account.ClientKey;
import dev.sluice.core.account.LimitKind;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.Tenant;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Gates;
import dev.sluice.core.admission.Meters;
import dev.sluice.core.admission.Permit;
import dev.sluice.core.admission.Room;
import dev.sluice.core.admission.Spent;
import dev.sluice.core.admission.Subject;
import dev.sluice.core.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MeterSweepTest {

    private static final Limits LIMITS = new Limits(Map.of(LimitKind.HOUR_REQUESTS, 10L), Map.of());

    private final ManualTime time = new ManualTime();
    private final Accounts accounts = new Accounts();
    private final Meters meters = new Meters();
    private final MeterSweep sweep = new MeterSweep(meters, accounts, "openai"::equals, time.clock());

    private Permit enter(String user) {
        ClientKey key = new ClientKey("k", null, user, Set.of(), AllowedModels.ALL);
        User who = new User(user, "default", LIMITS, false, true);
        Account account = new Account(key, Tenant.STANDARD, who, null, null, null);
        return ((Gates.Entry.Granted)
                        new Gates(meters).enter(account, time.clock().millis()))
                .permit();
    }

    private long left(String user) {
        Subject subject = new Subject(Scope.USER, user, Subject.Source.OWN, LIMITS);
        return meters.rooms(subject, time.clock().millis()).stream()
                .mapToLong(Room::remaining)
                .sum();
    }

    @Test
    void forgetsThoseThatAreNoMoreWithinAMinuteOfTheirLastRequest() {
        accounts.replaceFile(List.of(new User("ann", "default", LIMITS, false, true)));
        Permit underWay = enter("gone");
        enter("ann");

        time.advance(Duration.ofMinutes(1));
        sweep.turn();
        assertThat(left("gone")).isEqualTo(9);
        underWay.settle(Spent.NOTHING, time.clock().millis());
        sweep.turn();
        assertThat(left("gone")).isEqualTo(9);
        time.advance(Duration.ofMinutes(1));
        sweep.turn();

        assertThat(left("gone")).isEqualTo(10);
        assertThat(left("ann")).isEqualTo(9);
    }
}
