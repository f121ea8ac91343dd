package dev.sluice.core.manage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.core.account.Item;
import dev.sluice.core.account.ItemKind;
import dev.sluice.core.config.AccountJson;

/**
 * What operators see of a part of accounts. Holds no secret.
 *
 * @param version for {@code If-Match}; 0 for what the file defines
 * @param document what a request to make it would hold
 */
public record ItemView(ItemKind kind, String id, Item.Source source, long version, JsonNode document) {

    static ItemView of(Item item) {
        return new ItemView(
                item.kind(), item.id(), item.source(), item.version(), AccountJson.write(item.definition()));
    }
}
