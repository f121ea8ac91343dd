package dev.sluice.core.routing;

import dev.sluice.core.routing.Conversation.Task;
import java.util.List;
import java.util.Map;

/**
 * A model that is good at what the request is about, by the words in it: from the task's list, else the default one.
 */
final class Capability implements Strategy {

    @Override
    public List<Route> preferred(Plan plan, RequestFacts facts) {
        Conversation conversation = facts.conversation().get();
        if (conversation == null) {
            plan.cannotChoose(plan.route(), RoutingFailure.NO_TARGET);
            return List.of();
        }
        Map<Task, List<String>> lists = plan.settings().capability();
        List<String> models = lists.getOrDefault(conversation.task(), List.of());
        return Candidates.ranked(models.isEmpty() ? lists.getOrDefault(Task.DEFAULT, List.of()) : models, plan);
    }

    @Override
    public int next(Route route, Plan plan) {
        return Priority.first(route, plan);
    }
}
