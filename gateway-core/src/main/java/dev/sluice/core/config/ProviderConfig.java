package dev.sluice.core.config;

import dev.sluice.core.provider.KeyRing.Rotation;
import dev.sluice.core.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Section {@code providers[]}: a group of addresses with a pool of keys, or an aggregate of such groups. */
public record ProviderConfig(
        @Key(doc = "What models, logs and metrics call the group, and `/proxy/{group}`.")
        String name,

        @Key(doc = "The protocol it speaks: `openai`, `anthropic` or `gemini`. Required, but for an aggregate.")
        @Nullable
        String dialect,

        @Key(doc = "Says that it is Azure OpenAI; `{}` is enough. Only with the dialect `openai`.") @Nullable
        Azure azure,

        @Key(
                doc = "Which endpoints for conversations it has, where it speaks `openai`. What is sent to the other"
                        + " one, or in another dialect, is translated; for that the first one is preferred.",
                defaultsTo = "[ chat_completions, responses ]",
                atLeast = "1",
                oneOf = {"chat_completions", "responses"})
        List<String> serves,

        @Key(
                doc = "Where it is reached, without `/v1`: the gateway appends each endpoint's path."
                        + " Required, unless there are `upstreams` or `members`.")
        @Nullable
        BaseUrl baseUrl,

        @Key(doc = "Where it is reached, instead of `base_url`, when there is more than one address.", atLeast = "1")
        @Nullable
        List<Address> upstreams,

        @Key(
                doc = "The keys that it is called with, besides those that are added through the admin API;"
                        + " `[]`: it needs none until one is added.",
                defaultsTo = "[]")
        List<ProviderKeyConfig> keys,

        @Key(
                doc = "How the next key is chosen among the usable ones of the best priority."
                        + " `round_robin`: in turn. `affinity`: by the prompt's beginning, which keeps the"
                        + " provider's prompt cache warm.",
                defaultsTo = "round_robin")
        Rotation keyRotation,

        @Key(
                doc = "Failures in a row until a key is invalid; 0: never. A key that the provider rejects"
                        + " (401), or whose quota is used up, is invalid at once.",
                defaultsTo = "3",
                atLeast = "0",
                atMost = "1000000")
        int blacklistThreshold,

        @Key(doc = "How invalid keys are tried again.") Validation validation,

        @Key(
                doc = "Top-level fields of a JSON body that are replaced, or added, on its way: any value"
                        + " under any name but `model`, `stream` and `stream_options`.",
                defaultsTo = "{}")
        Map<String, JsonValue> paramOverrides,

        @Key(doc = "Changes to the headers of a request on its way, in order.", defaultsTo = "[]")
        List<HeaderRuleConfig> headerRules,

        @Key(doc = "What the provider is asked for instead, by the model's name.", defaultsTo = "{}")
        Map<String, String> modelRedirects,

        @Key(doc = "Whether models that are not among `model_redirects` are refused.", defaultsTo = "false")
        boolean modelRedirectStrict,

        @Key(
                doc = "Who may call `/proxy/{group}`, besides client keys that name the group. Only their"
                        + " SHA-256 is kept.",
                defaultsTo = "[]")
        List<Secret> proxyKeys,

        @Key(doc = "What may be asked of it by all clients together, counted where it serves a request.")
        LimitsConfig limits,

        @Key(
                doc = "What becomes of an answer whose client has left. `cancel`: it is ended at once, and what was"
                        + " used of it is estimated. `drain`: it is read on until the provider tells its usage.",
                defaultsTo = "cancel")
        OnClientGone onClientGone,

        @Key(
                doc = "How long, and 16 MiB at the most, an answer is read on with `on_client_gone: drain`.",
                defaultsTo = "30s",
                atLeast = "1ms",
                atMost = "1h")
        Duration drainLimit,

        @Key(doc = "Its connections.") Upstream upstream,

        @Key(doc = "What holds towards this provider instead of the general [`resilience`](#resilience).")
        Partial<ResilienceConfig> resilience,

        @Key(
                doc = "Makes it an aggregate: groups that share its traffic. Only `name` and"
                        + " `proxy_keys` may stand beside it.",
                atLeast = "1")
        @Nullable
        List<Member> members) {

    /** Section {@code providers[].azure}. */
    public record Azure(
            @Key(
                    doc = "What is sent as `api-version`. A date, as in `2024-10-21`: requests go to"
                            + " `/openai/deployments/MODEL/...`, where MODEL is the target's model. Absent,"
                            + " `preview` or `latest`: they go to `/openai/v1/...`.")
            @Nullable
            String apiVersion) {}

    /** What becomes of an answer whose client has left. */
    public enum OnClientGone {
        CANCEL,
        DRAIN
    }

    /** Section {@code providers[].upstreams[]}. */
    public record Address(
            @Key(doc = "As `base_url`.") BaseUrl url,

            @Key(doc = "Its share of the requests.", defaultsTo = "1", moreThan = "0")
            double weight) {}

    /** Section {@code providers[].keys[]}. */
    public record ProviderKeyConfig(
            @Key(doc = "What the log and metrics call the key.")
            String name,

            @Key(doc = "What is sent to the provider.") Secret value,

            @Key(
                    doc = "The usable keys with the lowest number are used; the others stand by.",
                    defaultsTo = "1",
                    atLeast = "0",
                    atMost = "1000000")
            int priority) {}

    /** Section {@code providers[].validation}. */
    public record Validation(
            @Key(
                    doc = "How long after an invalid key was tried it is tried again.",
                    defaultsTo = "60m",
                    atLeast = "1s",
                    atMost = "30d")
            Duration interval,

            @Key(doc = "Keys that are tried at the same time.", defaultsTo = "10", atLeast = "1", atMost = "1000")
            int concurrency,

            @Key(doc = "How long one try may take.", defaultsTo = "20s", atLeast = "1ms", atMost = "10m")
            Duration timeout,

            @Key(
                    doc = "The provider's own name of the model that is asked. Absent: that of the first of"
                            + " `models` that it serves.")
            @Nullable
            String model) {}

    /** Section {@code providers[].header_rules[]}: either {@code set} and {@code value}, or {@code remove}. */
    public record HeaderRuleConfig(
            @Key(doc = "The header to set, whatever it was.") @Nullable
            String set,

            @Key(
                    doc = "What to set it to, with `${CLIENT_IP}`, `${GROUP_NAME}`, `${API_KEY}` (the key that"
                            + " is used), `${TIMESTAMP_MS}` and `${TIMESTAMP_S}`.",
                    keeps = {"CLIENT_IP", "GROUP_NAME", "API_KEY", "TIMESTAMP_MS", "TIMESTAMP_S"})
            @Nullable
            Secret value,

            @Key(doc = "The header to take out.") @Nullable String remove) {}

    /** Section {@code providers[].members[]}. */
    public record Member(
            @Key(doc = "The name of a group; aggregates, too.")
            String provider,

            @Key(
                    doc = "Its share of the traffic. A member that cannot be used is left out.",
                    defaultsTo = "1",
                    moreThan = "0")
            double weight) {}

    /** Section {@code providers[].upstream}. */
    public record Upstream(
            @Key(
                    doc = "Open connections at the most, over all event loops.",
                    defaultsTo = "1000",
                    atLeast = "1",
                    atMost = "1000000")
            int maxConnections,

            @Key(
                    doc = "Requests that may wait for a connection; one more is answered with 503.",
                    defaultsTo = "1000",
                    atLeast = "0",
                    atMost = "1000000")
            int maxWaiting,

            @Key(
                    doc = "How long an idle connection is kept; less than the provider keeps it.",
                    defaultsTo = "60s",
                    atLeast = "1ms",
                    atMost = "1d")
            Duration idleTimeout,

            @Key(doc = "How `https` is verified.") UpstreamTls tls) {}

    /** Section {@code providers[].upstream.tls}. */
    public record UpstreamTls(
            @Key(doc = "Certificates to trust, PEM. Absent: those of the platform.") @Nullable
            Path ca) {}

    /** Whether it is a group of groups. */
    boolean isAggregate() {
        return members != null;
    }

    /** Its addresses, however they are written. */
    List<Address> addresses() {
        if (upstreams != null) {
            return upstreams;
        }
        return baseUrl == null ? List.of() : List.of(new Address(baseUrl, 1));
    }

    /** What it is made of; empty for what is no aggregate. */
    List<Member> parts() {
        return members == null ? List.of() : members;
    }
}
