package dev.sluice.netty.exchange;

import dev.sluice.core.estimate.Estimate;
import dev.sluice.core.estimate.Prompt;
import dev.sluice.core.json.Json;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.request.Usage;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.Target;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * How many tokens a prompt has, for clients that ask a model whose providers cannot be asked that: OpenAI has no
 * endpoint for it. It is what the gateway estimates where a provider does not report it. Stateless; counts elsewhere
 * than on the event loop.
 */
final class PromptCount {

    private PromptCount() {}

    /** Whether the gateway has to count, and may tell. */
    static boolean isDue(Request request, Plan plan) {
        Endpoint asked = request.endpoint();
        boolean counts = asked == Endpoint.COUNT_TOKENS || asked == Endpoint.GEMINI_COUNT_TOKENS;
        return counts && !request.address().proxied() && !plan.leadsAnywhere() && Refusals.barred(request) == null;
    }

    /** Counts, and tells the answer on the event loop, at once or later. */
    static void begin(Request request, Plan plan, ExchangeLoop shared, Consumer<LocalAnswer> then) {
        String member = request.endpoint() == Endpoint.COUNT_TOKENS ? "input_tokens" : "totalTokens";
        Prompt prompt = request.prompt();
        if (prompt == null) {
            then.accept(answer(member, 0));
            return;
        }
        Target target = plan.route().destinations().get(0).targets().get(0);
        Estimate estimate = Estimate.of(
                Usage.NONE,
                new Estimate.Counted(target.model(), target.provider().dialect().protocol(), false),
                request.snapshot().metering().estimates(),
                prompt,
                null);
        shared.estimates().count(estimate, used -> {
            try {
                shared.loop().executor().execute(() -> then.accept(answer(member, used.input())));
            } catch (RejectedExecutionException stopped) {
                // Nobody is there any more who could be told.
                return;
            }
        });
    }

    private static LocalAnswer answer(String member, long tokens) {
        return LocalAnswer.json(200, Json.write(out -> out.writeNumberField(member, tokens)));
    }
}
