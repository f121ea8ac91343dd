package dev.sluice.core.account;

import java.util.List;

/**
 * What the keys that have it may do.
 *
 * @param models names of models, or beginnings of names with a star behind them; empty: all
 */
public record Role(String id, List<String> models, Limits limits) {

    public Role {
        models = List.copyOf(models);
    }
}
