package dev.sluice.core.routing;

import java.util.List;

/**
 * A model whose price fits the request: how complex it is tells which of three lists of models is looked at.
 * ModelGate's scoring.
 */
final class Cost implements Strategy {

    @Override
    public List<Route> preferred(Plan plan, RequestFacts facts) {
        Conversation conversation = facts.conversation().get();
        if (conversation == null) {
            plan.cannotChoose(plan.route(), RoutingFailure.NO_TARGET);
            return List.of();
        }
        RoutingSettings.Cost settings = plan.settings().cost();
        double complexity = complexity(conversation);
        List<String> models = complexity < settings.simpleBelow()
                ? settings.simple()
                : complexity < settings.complexFrom() ? settings.medium() : settings.complex();
        return Candidates.ranked(models, plan);
    }

    @Override
    public int next(Route route, Plan plan) {
        return Priority.first(route, plan);
    }

    /** From 0.2, a few words, to 1.0; added up in tenths, so that a sum meets the threshold that is written like it. */
    static double complexity(Conversation conversation) {
        int tenths = level(conversation.textChars(), 500, 2000)
                + tools(conversation.tools())
                + level(conversation.messages(), 3, 6);
        return tenths / 10.0;
    }

    private static int level(long count, long medium, long high) {
        return count < medium ? 1 : count < high ? 2 : 3;
    }

    private static int tools(int count) {
        return count == 0 ? 0 : count <= 5 ? 2 : 4;
    }
}
