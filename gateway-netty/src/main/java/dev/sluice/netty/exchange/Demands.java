package dev.sluice.netty.exchange;

import dev.sluice.core.admission.Demand;
import dev.sluice.core.admission.OutputLengths;
import dev.sluice.core.estimate.EstimateSettings;
import dev.sluice.core.estimate.Prompt;
import dev.sluice.core.price.PriceBook;
import dev.sluice.core.request.Endpoint;
import dev.sluice.core.routing.Plan;
import dev.sluice.core.routing.Target;

/**
 * What a request may use at the most, before anything is sent. The prompt is taken to have a token in every three bytes
 * of its text: more than prose or code has, and never less than a third of what there are, for no token is less than a
 * byte. Stateless.
 */
final class Demands {

    private static final int BYTES_A_TOKEN = 3;

    /** Of forms, whose files are sound or pictures. */
    private static final int FORM_BYTES_A_TOKEN = 100;

    private static final int FORM_TOKENS = 1_000;

    /** No request is taken to need more; sums of it never overflow. */
    private static final long MOST_TOKENS = 1_000_000_000L;

    private Demands() {}

    /** A bound for a request that may come to any target of a plan. */
    static Demand of(Request request, Plan plan, OutputLengths lengths) {
        if (!Pricing.isPriced(request.endpoint())) {
            return Demand.NONE;
        }
        Dearest dearest = new Dearest(request, input(request), output(request, lengths));
        plan.firstOf(dearest::look);
        return new Demand(dearest.input, dearest.output, dearest.picoDollars);
    }

    /**
     * What as many tokens of output more may cost, of an answer that a target gives: what it costs with them beyond
     * what is reserved.
     */
    static Demand more(Request request, Target target, Demand reserved, long outputTokens) {
        Dearest dearest = new Dearest(request, 0, bounded(reserved.outputTokens() + outputTokens));
        dearest.look(target, reserved.inputTokens());
        return new Demand(0, outputTokens, Math.max(0, dearest.picoDollars - reserved.picoDollars()));
    }

    private static long input(Request request) {
        if (!request.wanted().isJson()) {
            return bounded(request.announcedBytes() / FORM_BYTES_A_TOKEN + FORM_TOKENS);
        }
        Prompt prompt = request.prompt();
        if (prompt == null) {
            return bounded(request.announcedBytes() / BYTES_A_TOKEN);
        }
        EstimateSettings settings = request.snapshot().metering().estimates();
        long text = prompt.text().bytes() / BYTES_A_TOKEN + 1;
        prompt.release();
        return bounded(settings.requestTokens()
                + text
                + (long) prompt.messages() * settings.messageTokens()
                + (long) prompt.images() * settings.imageTokens());
    }

    /** What an answer may have, or will most probably not exceed. */
    static long output(Request request, OutputLengths lengths) {
        Endpoint endpoint = request.endpoint();
        if (isSilent(endpoint)) {
            return 0;
        }
        String model = request.model();
        long each = request.wanted().maxTokens() >= 0
                ? request.wanted().maxTokens()
                : lengths.likely(model == null ? "" : model);
        return bounded(bounded(each) * Math.min(request.wanted().choices(), 1_000));
    }

    /** Whether answers have no tokens. */
    private static boolean isSilent(Endpoint endpoint) {
        return switch (endpoint) {
            case EMBEDDINGS, EMBED_CONTENT, BATCH_EMBED_CONTENTS, MODERATIONS, SPEECH -> true;
            default -> false;
        };
    }

    private static long bounded(long tokens) {
        return Math.min(Math.max(0, tokens), MOST_TOKENS);
    }

    /** Looks at all targets, and keeps the most that any of them may cost. */
    private static final class Dearest {

        private final PriceBook prices;
        private final EstimateSettings estimates;
        private final long plain;
        private final long images;
        private final long output;
        private long input;
        private long picoDollars;

        Dearest(Request request, long plain, long output) {
            this.prices = request.snapshot().prices().current();
            this.estimates = request.snapshot().metering().estimates();
            this.plain = plain;
            this.output = output;
            this.images = request.endpoint().operation() != null
                            && request.endpoint().operation().equals("images")
                    ? request.wanted().choices()
                    : 0;
        }

        /** Never says that it has found what it looks for. */
        boolean look(Target target) {
            double factor = estimates.factor(target.provider().dialect().protocol());
            look(target, bounded((long) Math.ceil(plain * factor)));
            return false;
        }

        void look(Target target, long here) {
            input = Math.max(input, here);
            picoDollars =
                    Math.max(picoDollars, prices.most(target.provider().name(), target.model(), here, output, images));
        }
    }
}
