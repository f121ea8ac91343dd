package dev.sluice.loads.vocabularies;

import dev.sluice.loads.http.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Who asks for what: each request is drawn from the seed and its number alone, but for the first ones, which come one
 * after the other and bring the gateway where it then stays. Thread-safe.
 */
final class Cast {

    private static final String GONE = "caller_client_gone";
    private static final String FAILED = "provider_upstream_error";
    private static final String FRANCE = "What is the capital of France?";
    private static final String OF_FRANCE = "Tell me the capital of France";
    private static final String SPAIN = "What is the capital of Spain?";
    private static final int LENGTHS = 500_000_000;

    private static final List<Scenario> ALL = List.of(
            // What succeeds.
            Scenario.of("chat", 150, Ask.chat("plain"), "plain").ends(Ending.well("alpha")),
            Scenario.of("chat stream", 170, Ask.chatStream("plain"), "plain").ends(Ending.well("alpha")),
            Scenario.of("completion", 20, Ask.completion("plain"), "plain").ends(Ending.well("alpha")),
            Scenario.of("embedding", 30, Ask.embedding("plain"), "plain").ends(Ending.well("alpha")),
            Scenario.of("response stream", 30, Ask.responseStream("plain"), "plain")
                    .ends(Ending.well("alpha")),
            Scenario.of("message", 30, Ask.message("claude"), "claude").ends(Ending.well("gamma")),
            Scenario.of("message stream", 40, Ask.messageStream("claude"), "claude")
                    .ends(Ending.well("gamma")),
            Scenario.of("count", 10, Ask.countTokens("claude"), "claude").ends(Ending.well("gamma")),
            Scenario.of("generate", 20, Ask.generate("gemini"), "gemini").ends(Ending.well("delta")),
            Scenario.of("generate stream", 20, Ask.generateStream("gemini"), "gemini")
                    .ends(Ending.well("delta")),
            // In other words.
            Scenario.of("chat of claude", 20, Ask.chat("claude"), "claude").ends(Ending.well("gamma")),
            Scenario.of("chat stream of claude", 20, Ask.chatStream("claude"), "claude")
                    .ends(Ending.well("gamma")),
            Scenario.of("chat stream of gemini", 20, Ask.chatStream("gemini"), "gemini")
                    .ends(Ending.well("delta")),
            Scenario.of("message stream of gpt", 20, Ask.messageStream("plain"), "plain")
                    .ends(Ending.well("alpha")),
            // By strategies.
            Scenario.of("weighted", 20, Ask.chat("spread"), "spread")
                    .ends(Ending.well("alpha|beta"))
                    .chosenBy("weighted"),
            Scenario.of("in turn", 20, Ask.chat("turns"), "turns")
                    .ends(Ending.well("alpha|beta"))
                    .chosenBy("round_robin"),
            Scenario.of("least busy", 20, Ask.chat("idle"), "idle")
                    .ends(Ending.well("alpha|beta"))
                    .chosenBy("least_busy"),
            Scenario.of("by cost", 20, Ask.chat("auto"), "auto")
                    .ends(Ending.well("alpha"))
                    .chosenBy("cost"),
            Scenario.of("direct", 10, Ask.chat("beta/made-up"), "other")
                    .ends(Ending.well("beta"))
                    .chosenBy("direct"),
            Scenario.of("direct stream", 10, Ask.chatStream("alpha/made-up"), "other")
                    .ends(Ending.well("alpha"))
                    .chosenBy("direct"),
            Scenario.of("unpriced", 10, Ask.chat("odd"), "odd").ends(Ending.well("alpha")),
            Scenario.of("ringed", 10, Ask.chat("ringed"), "ringed").ends(Ending.well("ring")),
            // What fails at providers.
            Scenario.of("flaky", 20, Ask.chat("flaky"), "flaky").ends(Ending.well("alpha:failed alpha:failed beta")),
            Scenario.of("flaky stream", 20, Ask.chatStream("flaky"), "flaky")
                    .ends(Ending.well("alpha:failed alpha:failed beta")),
            Scenario.of("dead", 15, Ask.chat("dead"), "dead")
                    .ends(Ending.badly(503, FAILED, "alpha:failed alpha:failed")),
            Scenario.of("both", 15, Ask.chat("both"), "both")
                    .ends(Ending.badly(502, FAILED, "alpha:failed alpha:failed beta:failed beta:failed")),
            Scenario.of("refused", 15, Ask.chat("refused"), "refused")
                    .ends(Ending.badly(400, "provider_upstream_refused", "alpha:refused")),
            Scenario.of("busy", 15, Ask.chat("busy"), "busy")
                    .ends(Ending.badly(429, "provider_upstream_rate_limited", "none:limited")),
            Scenario.of("busier", 15, Ask.chat("busier"), "busier").ends(Ending.well("none:limited beta")),
            Scenario.of("away", 15, Ask.chat("away"), "away").ends(Ending.well("down:unreached down:unreached beta")),
            Scenario.of("gone", 15, Ask.chat("gone"), "gone")
                    .ends(Ending.badly(502, "provider_connect_failed", "down:unreached down:unreached")),
            Scenario.of("fused", 10, Ask.chat("fused"), "fused")
                    .ends(Ending.badly(503, "provider_provider_unavailable", "")),
            Scenario.of("late", 5, Ask.chat("late"), "late")
                    .ends(Ending.badly(504, "provider_unary_timeout", "lazy:late")),
            Scenario.of("cut", 15, Ask.chatStream("cut"), "cut")
                    .by(Caller.ANN)
                    .ends(Ending.badly(200, "provider_upstream_cut", "alpha:cut")),
            Scenario.of("erring", 15, Ask.chatStream("erring"), "erring")
                    .by(Caller.BOB)
                    .ends(Ending.badly(200, "provider_upstream_stream_error", "alpha:erred")),
            Scenario.of("left", 5, Ask.chat("left"), "left")
                    .by(Caller.BATCH)
                    .ends(Ending.badly(499, GONE, "alpha:left"))
                    .left(),
            Scenario.of("left stream", 5, Ask.chatStream("left"), "left")
                    .by(Caller.BATCH)
                    .ends(Ending.badly(200, GONE, "alpha:left"), Ending.badly(499, GONE, "alpha:left"))
                    .left(),
            // What is refused.
            Scenario.of("bad key", 20, Ask.chat("plain"), Scenario.UNKNOWN)
                    .by(Caller.STRANGER)
                    .ends(Ending.early(401, "caller_invalid_api_key").atHead()),
            Scenario.of("unknown model", 15, Ask.chat("unheard-of"), Scenario.UNKNOWN)
                    .ends(Ending.early(404, "caller_model_not_found")),
            Scenario.of("unknown claude", 5, Ask.message("unheard-of"), Scenario.UNKNOWN)
                    .ends(Ending.early(404, "caller_model_not_found")),
            Scenario.of("unknown gemini", 5, Ask.generate("unheard-of"), Scenario.UNKNOWN)
                    .ends(Ending.early(404, "caller_model_not_found")),
            Scenario.of("bad JSON", 5, Ask.post("/v1/chat/completions", "chat", "{\"model\":"), Scenario.UNKNOWN)
                    .ends(Ending.early(400, "caller_invalid_json")),
            Scenario.of("no model", 5, Ask.post("/v1/chat/completions", "chat", "{\"x\":1}"), Scenario.UNKNOWN)
                    .ends(Ending.early(400, "caller_missing_model")),
            Scenario.of("not for this key", 10, Ask.chat("claude"), Scenario.UNKNOWN)
                    .by(Caller.CHOOSY)
                    .ends(Ending.early(403, "caller_model_not_allowed_for_key")),
            Scenario.of("tight", 15, Ask.chat("plain"), "plain")
                    .by(Caller.TIGHT)
                    .ends(
                            Ending.well("alpha"),
                            Ending.early(429, "policy_rate_limit_exceeded")
                                    .atHead()
                                    .refusedBy("key day_requests")),
            Scenario.of("without credits", 10, Ask.chat("plain"), Scenario.UNKNOWN)
                    .by(Caller.DAVE)
                    .ends(Ending.early(402, "policy_insufficient_credits").refusedBy("user credits")),
            Scenario.of("without budget", 10, Ask.chatStream("plain"), Scenario.UNKNOWN)
                    .by(Caller.FRANK)
                    .ends(Ending.early(429, "policy_insufficient_quota").refusedBy("user day_budget")),
            Scenario.of("over budget", 10, Ask.chat("plain"), "plain")
                    .by(Caller.ERIN)
                    .ends(Ending.well("alpha")),
            // What is kept, or was.
            Scenario.of("kept", 20, Ask.chat("kept"), "kept")
                    .ends(Ending.well("alpha"))
                    .cached(Cached.NEW),
            Scenario.of("kept of both", 10, Ask.chatUnder("similar", SPAIN), "similar")
                    .ends(Ending.well("alpha"))
                    .cached(Cached.NEW_TO_BOTH),
            Scenario.of("not to be kept", 10, Ask.chat("kept"), "kept")
                    .ends(Ending.well("alpha"))
                    .cached(Cached.NOT_WANTED),
            Scenario.of("kept, again", 30, Ask.chat("kept"), "kept")
                    .about(FRANCE)
                    .ends(Ending.well(""))
                    .cached(Cached.AGAIN),
            Scenario.of("kept stream, again", 20, Ask.chatStream("kept"), "kept")
                    .about(FRANCE)
                    .ends(Ending.well(""))
                    .cached(Cached.AGAIN),
            Scenario.of("kept of both, again", 10, Ask.chat("similar"), "similar")
                    .about(FRANCE)
                    .ends(Ending.well(""))
                    .cached(Cached.AGAIN),
            Scenario.of("kept, in other words", 20, Ask.chat("similar"), "similar")
                    .about(OF_FRANCE)
                    .ends(Ending.well(""))
                    .cached(Cached.IN_OTHER_WORDS),
            // What is no operation, or goes to a group.
            Scenario.of("models", 10, Ask.plain("GET", "/v1/models", "/v1/models"), "")
                    .ends(Ending.well("")),
            Scenario.of("wrong method", 5, Ask.plain("DELETE", "/v1/models", "/v1/models"), "")
                    .ends(Ending.early(405, "caller_method_not_allowed")),
            Scenario.of("nowhere", 5, Ask.plain("GET", "/nowhere", Scenario.UNKNOWN), "")
                    .ends(Ending.early(404, "caller_not_found")),
            Scenario.of("group's chat", 15, Ask.chatStream("plain").through("alpha"), "plain")
                    .by(Caller.ANN, Caller.BATCH)
                    .ends(Ending.well("alpha").undecided()),
            Scenario.of("aggregate's chat", 15, Ask.chat("plain").through("everywhere"), "plain")
                    .by(Caller.ANN, Caller.BATCH)
                    .ends(Ending.well("alpha|beta").undecided()),
            Scenario.of("group's models", 10, Ask.plain("GET", "/v1/models", "").through("alpha"), Scenario.UNKNOWN)
                    .by(Caller.ANN, Caller.BATCH)
                    .ends(Ending.well("alpha").undecided()));

    /** What is asked again later, for each tenant. */
    private static final List<Scenario> KEPT = Stream.of(Caller.ANN, Caller.BOB)
            .flatMap(caller -> Stream.of(
                            Scenario.of("first kept", 0, Ask.chat("kept"), "kept")
                                    .cached(Cached.NEW),
                            Scenario.of("first kept stream", 0, Ask.chatStream("kept"), "kept")
                                    .cached(Cached.NEW),
                            Scenario.of("first of both", 0, Ask.chat("similar"), "similar")
                                    .cached(Cached.NEW_TO_BOTH))
                    .map(each -> each.about(FRANCE).by(caller).ends(Ending.well("alpha"))))
            .toList();

    /** Those that come first, in this order. */
    private static final List<Scenario> FIRST = Stream.concat(
                    KEPT.stream(),
                    Stream.of(
                            Scenario.of("first of the budget", 0, Ask.chat("plain"), "plain")
                                    .by(Caller.ERIN)
                                    .ends(Ending.well("alpha")),
                            Scenario.of("revoked", 0, Ask.chat("ringed"), "ringed")
                                    .ends(Ending.well("ring:revoked ring")),
                            Scenario.of("limited", 0, Ask.chat("cooled"), "cooled")
                                    .ends(Ending.badly(429, "provider_upstream_rate_limited", "cool:limited")),
                            Scenario.of("blows the fuse", 0, Ask.chat("fused"), "fused")
                                    .ends(Ending.badly(500, FAILED, "fuse:failed fuse:failed"))))
            .toList();

    private static final int TOTAL = ALL.stream().mapToInt(Scenario::weight).sum();

    private final long seed;

    Cast(long seed) {
        this.seed = seed;
    }

    /** How many come one after the other. */
    static int first() {
        return FIRST.size();
    }

    /** How many of those the semantic cache keeps. */
    static int similar() {
        return (int) FIRST.stream()
                .filter(each -> each.cached() == Cached.NEW_TO_BOTH)
                .count();
    }

    /** Those of whose use nobody is told, one for each model. */
    static List<Scenario> untold() {
        Map<String, Scenario> byModel = new TreeMap<>();
        ALL.stream().filter(Scenario::untold).forEach(each -> byModel.putIfAbsent(each.model(), each));
        return List.copyOf(byModel.values());
    }

    Scenario scenario(int number) {
        if (number < FIRST.size()) {
            return FIRST.get(number);
        }
        int at = random(number).nextInt(TOTAL);
        for (Scenario scenario : ALL) {
            at -= scenario.weight();
            if (at < 0) {
                return scenario;
            }
        }
        throw new IllegalStateException("the weights make the total");
    }

    Caller caller(int number) {
        List<Caller> callers = scenario(number).callers();
        return callers.get(random(~number).nextInt(callers.size()));
    }

    String id(int number) {
        return "vocabularies-" + seed + "-" + number;
    }

    /** As it goes over the wire. */
    Request request(int number) {
        return scenario(number)
                .ask()
                .request(
                        scenario(number).subject().isEmpty()
                                ? prompt(number)
                                : scenario(number).subject())
                .with(script(number))
                .with("x-request-id", id(number))
                .with("authorization", "Bearer " + caller(number).credential());
    }

    private String prompt(int number) {
        return "Question " + number + " of many, asked "
                + "again and ".repeat(random(number + LENGTHS).nextInt(30)) + "again";
    }

    /** What the provider is told of the answer. */
    private Map<String, String> script(int number) {
        Scenario scenario = scenario(number);
        if (scenario.leaves()) {
            return scenario.ask().stream()
                    ? Map.of("x-sim-fault", "stall", "x-sim-fault-after", "6")
                    : Map.of("x-sim-delay", "1m");
        }
        if (scenario.cached() == Cached.NOT_WANTED) {
            return Map.of("cache-control", "no-store");
        }
        if (scenario.cached() != Cached.LEFT_OUT) {
            // What is told to the provider is a part of what is asked.
            return Map.of();
        }
        SplittableRandom random = random(-number);
        Map<String, String> script = new HashMap<>();
        script.put("x-sim-tokens", Integer.toString(8 + random.nextInt(30)));
        if (!scenario.untold() && random.nextInt(4) == 0) {
            script.put("x-sim-cached", Integer.toString(1 + random.nextInt(500)));
        }
        if (!scenario.untold() && !scenario.ask().operation().equals("completions") && random.nextInt(4) == 0) {
            script.put("x-sim-thinking", Integer.toString(1 + random.nextInt(20)));
        }
        return script;
    }

    private SplittableRandom random(int number) {
        return new SplittableRandom(seed * 1_000_003 + number);
    }
}
