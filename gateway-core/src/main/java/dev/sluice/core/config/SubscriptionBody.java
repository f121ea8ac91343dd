package dev.sluice.core.config;

import dev.sluice.core.account.Subscription.Interval;
import dev.sluice.core.account.Subscription.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A subscription in the API. */
public record SubscriptionBody(
        @Key(doc = "Its name.") String id,

        @Key(doc = "Who has subscribed.") String user,

        @Key(doc = "To which plan.") String plan,

        @Key(doc = "What is paid for at a time.", defaultsTo = "month")
        Interval interval,

        @Key(doc = "From when on it holds; absent: from now on.") @Nullable
        Instant starts,

        @Key(doc = "Until when; absent: until it is cancelled.") @Nullable
        Instant ends,

        @Key(doc = "Whether it holds.", defaultsTo = "active")
        State state) {}
