package dev.sluice.core.provider;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a group calls the models that it is asked for.
 *
 * @param targets the group's own name of a model, by the name that is asked for
 * @param strict whether a model that is not among them is refused
 */
public record ModelRedirects(Map<String, String> targets, boolean strict) {

    public static final ModelRedirects NONE = new ModelRedirects(Map.of(), false);

    public ModelRedirects {
        targets = Map.copyOf(targets);
    }

    /** The name to send upstream; null where the model is refused. */
    public @Nullable String of(String model) {
        String target = targets.get(model);
        return target != null || strict ? target : model;
    }
}
