package dev.sluice.core.config;

import dev.sluice.core.account.Plan.Kind;
import java.math.BigDecimal;

/** A plan, in the file ({@code plans[]}) and in the API. */
public record PlanConfig(
        @Key(doc = "Its name. That which is called `free` is the plan of users who have not subscribed to any.")
        String id,

        @Key(doc = "What kind of plan it is.", defaultsTo = "customize")
        Kind kind,

        @Key(doc = "What each of its subscribers may use, besides the user's own limits.")
        LimitsConfig limits,

        @Key(doc = "What a month costs, in USD.", defaultsTo = "0", atLeast = "0", atMost = "9000000")
        BigDecimal monthlyUsd,

        @Key(doc = "What a year costs, in USD.", defaultsTo = "0", atLeast = "0", atMost = "9000000")
        BigDecimal yearlyUsd) {}
