package dev.sluice.core.journal;

import dev.sluice.core.ledger.Entry;
import dev.sluice.core.request.Usage;
import java.util.List;

/** Entries to write into journals. */
final class Exchanges {

    private Exchanges() {}

    /** The exchange of this number, which has cost so much. */
    static Entry entry(long id, long picoDollars) {
        return new Entry(
                7,
                id,
                1_795_608_000_000L,
                "acme",
                id % 3 == 0 ? null : "bob",
                "ci",
                "developer",
                "gpt-4o",
                "openai",
                200,
                Usage.tokens(10, picoDollars),
                false,
                picoDollars,
                "v1",
                true,
                false,
                List.of());
    }
}
