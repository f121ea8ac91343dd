package dev.sluice.metrics.instrument;

import static dev.sluice.metrics.instrument.Dimension.BOUNDED;
import static dev.sluice.metrics.instrument.Dimension.BREAKER_STATE;
import static dev.sluice.metrics.instrument.Dimension.FAILOVER_RESULT;
import static dev.sluice.metrics.instrument.Dimension.FROM_MODEL;
import static dev.sluice.metrics.instrument.Dimension.FROM_PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.HEDGE_RESULT;
import static dev.sluice.metrics.instrument.Dimension.KEY;
import static dev.sluice.metrics.instrument.Dimension.KEY_RESULT;
import static dev.sluice.metrics.instrument.Dimension.OUTCOME;
import static dev.sluice.metrics.instrument.Dimension.PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.RETRY_REASON;
import static dev.sluice.metrics.instrument.Dimension.ROUTE;
import static dev.sluice.metrics.instrument.Dimension.ROUTING_FAILURE;
import static dev.sluice.metrics.instrument.Dimension.STRATEGY;
import static dev.sluice.metrics.instrument.Dimension.TO_MODEL;
import static dev.sluice.metrics.instrument.Dimension.TO_PROVIDER;
import static dev.sluice.metrics.instrument.Dimension.VALIDATION_RESULT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.Failure.Code;
import dev.sluice.core.label.Labels;
import dev.sluice.core.observe.AttemptRecord;
import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.observe.FailoverResult;
import dev.sluice.core.observe.HedgeResult;
import dev.sluice.core.observe.Identities;
import dev.sluice.core.observe.LoopListener;
import dev.sluice.core.observe.ValidationResult;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.resilience.BreakerState;
import dev.sluice.core.resilience.RetryReason;
import dev.sluice.core.resilience.Vitals;
import dev.sluice.core.routing.Conversation.Task;
import dev.sluice.core.routing.RouteTable;
import dev.sluice.core.routing.RoutingFailure;
import dev.sluice.core.routing.RoutingSettings;
import dev.sluice.core.routing.StrategyKind;
import dev.sluice.core.routing.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingFactsTest {

    private final Identities identities = Identities.bounded(200);
    private final int openai = identities.providers().number("openai");
    private final int azure = identities.providers().number("azure");
    private final int gpt = identities.models().number("gpt-4o");
    private final int key = identities.keys().number("team-a");
    private final Metrics metrics = new Metrics(identities, 2);
    private final LoopListener first = metrics.onLoop(0);
    private final LoopListener second = metrics.onLoop(1);

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void countsAProxiedRequestUnderTheProxysRouteAndAsAnOperationOfItsEndpoint() {
        ExchangeRecord.Route route = new ExchangeRecord.Route(openai, gpt, openai, 1);
        first.requestStarted(Endpoint.PROXY);
        first.requestEnded(Exchanges.proxied(Endpoint.CHAT_COMPLETIONS, route, 200));
        first.requestStarted(Endpoint.PROXY);
        first.requestEnded(Exchanges.proxied(Endpoint.PROXY, route, 200));

        Totals totals = metrics.totals();
        assertThat(Sums.counts(totals, Fact.HTTP_DURATION, ROUTE)).containsOnly(Map.entry("/proxy/{group}/{path}", 2L));
        assertThat(Sums.counts(totals, Fact.OPERATIONS, PROVIDER)).containsOnly(Map.entry("openai", 1L));
        assertThat(Sums.of(totals, Fact.ACTIVE_REQUESTS, ROUTE).values()).containsOnly(0L);
    }

    @Test
    void countsEachRequestThatNamedAGroupOnceUnderThatGroup() {
        int all = identities.providers().number("all");
        first.requestEnded(Exchanges.proxied(Endpoint.PROXY, new ExchangeRecord.Route(openai, 0, all, 3), 503));
        second.requestEnded(
                Exchanges.proxied(Endpoint.CHAT_COMPLETIONS, new ExchangeRecord.Route(azure, gpt, all, 1), 200));
        first.requestEnded(Exchanges.unary(Endpoint.CHAT_COMPLETIONS, openai, gpt));

        Totals totals = metrics.totals();
        assertThat(Sums.counts(totals, Fact.GROUP_OPERATIONS, PROVIDER, OUTCOME))
                .containsEntry("all success", 1L)
                .containsEntry("all error", 1L)
                .containsEntry("openai success", 1L)
                .containsEntry("azure success", 0L);
        assertThat(Sums.of(totals, Fact.GROUP_OPERATIONS, PROVIDER)).containsEntry("all", 3_000_000_000L);
    }

    @Test
    void countsUnderNoGroupWhatGotToNone() {
        ExchangeRecord.Route nowhere = new ExchangeRecord.Route(0, 0, Labels.UNKNOWN, 0);
        first.requestEnded(Exchanges.refused(Endpoint.CHAT_COMPLETIONS, Code.INVALID_API_KEY));
        first.requestEnded(Exchanges.proxied(Endpoint.PROXY, nowhere, 404));
        first.requestEnded(Exchanges.refused(Endpoint.HEALTHZ, Code.METHOD_NOT_ALLOWED));

        assertThat(Sums.counts(metrics.totals(), Fact.GROUP_OPERATIONS).values())
                .containsOnly(0L);
    }

    @ParameterizedTest
    @CsvSource({
        "UPSTREAM_RATE_LIMITED, 429, rate_limited",
        "UPSTREAM_KEY_REJECTED, 401, rejected",
        "UPSTREAM_QUOTA_EXHAUSTED, 429, exhausted",
        "UPSTREAM_REFUSED, 403, forbidden",
        "UPSTREAM_REFUSED, 422, neutral",
        "UPSTREAM_CONTEXT_LENGTH, 400, neutral",
        "CLIENT_GONE, 200, neutral",
        "POOL_EXHAUSTED, 0, neutral",
        "TOTAL_TIMEOUT, 0, neutral",
        "UPSTREAM_ERROR, 500, error",
        "CONNECT_FAILED, 0, error",
        "UPSTREAM_CUT, 200, error",
        ", 200, success"
    })
    void saysOfEachAttemptWhatItSaidOfItsKey(Code failure, int status, String result) {
        first.attemptEnded(new AttemptRecord(openai, gpt, key, status, 1, failure, null));
        first.attemptEnded(new AttemptRecord(openai, gpt, Labels.UNKNOWN, status, 1, failure, null));

        Map<String, Long> attempts = Sums.of(metrics.totals(), Fact.KEY_ATTEMPTS, PROVIDER, KEY, KEY_RESULT);
        assertThat(attempts).containsEntry("openai team-a " + result, 1L);
        assertThat(attempts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
    }

    @Test
    void sumsTheLoops() {
        first.retried(openai, RetryReason.AUTH);
        second.retried(openai, RetryReason.AUTH);
        first.failedOver(openai, azure, FailoverResult.INVOKED);
        second.failedOver(openai, azure, FailoverResult.INVOKED);
        second.failedOver(openai, azure, FailoverResult.FAILURE);
        first.hedged(azure, HedgeResult.WON);
        second.hedged(azure, HedgeResult.WON);
        first.routed(StrategyKind.LEAST_BUSY);
        second.routed(StrategyKind.LEAST_BUSY);
        first.routingFailed(RoutingFailure.NO_TARGET);
        second.routingFailed(RoutingFailure.NO_TARGET);

        Totals totals = metrics.totals();
        assertThat(Sums.of(totals, Fact.RETRIES, PROVIDER, RETRY_REASON)).containsEntry("openai auth", 2L);
        assertThat(Sums.of(totals, Fact.FAILOVERS, FROM_PROVIDER, TO_PROVIDER, FAILOVER_RESULT))
                .containsEntry("openai azure invoked", 2L)
                .containsEntry("openai azure failure", 1L)
                .doesNotContainKey("azure openai invoked");
        assertThat(Sums.of(totals, Fact.HEDGES, PROVIDER, HEDGE_RESULT)).containsEntry("azure won", 2L);
        assertThat(Sums.of(totals, Fact.ROUTING_DECISIONS, STRATEGY)).containsEntry("least_busy", 2L);
        assertThat(Sums.of(totals, Fact.ROUTING_FAILURES, ROUTING_FAILURE))
                .containsEntry("no_target", 2L)
                .containsEntry("no_healthy_target", 0L);
    }

    @Test
    void countsWhatIsToldFromAnyThread() {
        metrics.keyValidated(openai, ValidationResult.VALID);
        metrics.keyValidated(openai, ValidationResult.ERROR);
        metrics.breakerChanged(azure, gpt, BreakerState.HALF_OPEN);

        Totals totals = metrics.totals();
        assertThat(Sums.of(totals, Fact.KEY_VALIDATIONS, PROVIDER, VALIDATION_RESULT))
                .containsEntry("openai valid", 1L)
                .containsEntry("openai error", 1L)
                .containsEntry("openai invalid", 0L);
        assertThat(Sums.of(totals, Fact.BREAKER_TRANSITIONS, PROVIDER, BREAKER_STATE))
                .containsEntry("azure half_open", 1L)
                .containsEntry("azure open", 0L);
    }

    @Test
    void showsSwitchesThatTheListsOfStrategiesAllowBeforeTheFirstOne() {
        Configurations file = new Configurations(identities);
        Vitals tiny = new Vitals(openai, identities.models().number("tiny"), null, null);
        RoutingSettings lists = new RoutingSettings(
                new RoutingSettings.Cost(0.3, 0.7, List.of("small"), List.of("m", "small"), List.of("openai/tiny")),
                RoutingSettings.STANDARD.latency(),
                Map.of(Task.CODE, List.of("small", "gone")));
        metrics.configured(file.snapshot(new RouteTable(
                List.of(
                        file.route("m", StrategyKind.COST, List.of(file.target("openai", "m")), "spare"),
                        file.route("small", StrategyKind.PRIORITY, List.of(file.target("azure", "small"))),
                        file.route("spare", StrategyKind.CAPABILITY, List.of(file.target("azure", "spare")))),
                lists,
                (group, model) ->
                        group.equals("openai") ? new Target(file.provider(group), model, 1, 0, tiny) : null)));
        first.switched(identities.models().number("m"), identities.models().number("small"), StrategyKind.COST);

        assertThat(Sums.of(metrics.totals(), Fact.MODEL_SWITCHES, FROM_MODEL, TO_MODEL, STRATEGY))
                .containsOnly(
                        Map.entry("m small cost", 1L),
                        Map.entry("m tiny cost", 0L),
                        Map.entry("spare small capability", 0L));
    }

    @Test
    void givesSwitchesPastTheBoundOneSeriesForEachStrategyAndCountsThem() {
        int[] models = new int[30];
        for (int i = 0; i < models.length; i++) {
            models[i] = identities.models().number("model-" + i);
        }
        for (int from : models) {
            for (int to : models) {
                (from < to ? first : second).switched(from, to, StrategyKind.COST);
            }
        }
        second.switched(models[0], models[1], StrategyKind.CAPABILITY);

        Totals totals = metrics.totals();
        Map<String, Long> switches = Sums.of(totals, Fact.MODEL_SWITCHES, FROM_MODEL, TO_MODEL, STRATEGY);
        assertThat(switches)
                .hasSize(SwitchSets.MOST + 2)
                .containsEntry("model-0 model-1 cost", 1L)
                .containsEntry("other other cost", 900L - SwitchSets.MOST)
                .containsEntry("other other capability", 1L);
        assertThat(Sums.of(totals, Fact.LABEL_OVERFLOWS, BOUNDED))
                .containsEntry("model_switch", 901L - SwitchSets.MOST);
    }
}
