package dev.sluice.core.config;

import dev.sluice.core.account.Trial.State;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A trial in the API. */
public record TrialBody(
        @Key(doc = "Whose it is.") String user,

        @Key(doc = "From when on it holds; absent: from now on.") @Nullable
        Instant starts,

        @Key(doc = "Until when.") Instant ends,

        @Key(doc = "Tokens, input and output together; absent: any number.", atLeast = "0") @Nullable
        Long tokens,

        @Key(doc = "Requests; absent: any number.", atLeast = "0") @Nullable
        Long requests,

        @Key(doc = "What may be spent, in USD; absent: any amount.", atLeast = "0", atMost = "9000000") @Nullable
        BigDecimal usd,

        @Key(doc = "Where it stands.", defaultsTo = "active")
        State state) {}
