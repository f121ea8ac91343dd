package dev.sluice.core.price;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a file in the format of LiteLLM's {@code model_prices_and_context_window.json} says: one object of entries by
 * {@code provider/model} or by model, prices in USD for one unit. Each entry is judged for itself.
 *
 * @param prices of the entries that have one
 * @param refused what is wrong with the others, by their names
 */
record PriceFile(Map<String, Price> prices, Map<String, String> refused) {

    private static final JsonFactory JSON = new JsonFactory();

    /** What explains the format in prose, and rules for names: no models. */
    private static final Set<String> NO_MODELS = Set.of("sample_spec", "fallback_generalizations");

    PriceFile {
        prices = Map.copyOf(prices);
        refused = Map.copyOf(refused);
    }

    /** Throws {@link IOException} when it is not one JSON object from its first byte to its last. */
    static PriceFile read(byte[] bytes) throws IOException {
        Map<String, Price> prices = new HashMap<>();
        Map<String, String> refused = new HashMap<>();
        try (JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(json, "there is no object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                entry(json, name, prices, refused);
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
                throw new JsonParseException(json, "something follows its end");
            }
        }
        return new PriceFile(prices, refused);
    }

    private static void entry(JsonParser json, String name, Map<String, Price> prices, Map<String, String> refused)
            throws IOException {
        if (NO_MODELS.contains(name)) {
            json.skipChildren();
            return;
        }
        PriceEntryReader entry = new PriceEntryReader(json);
        Price price = entry.read();
        String fault = entry.fault();
        if (fault != null) {
            refused.put(name, fault);
        } else if (price != null) {
            prices.put(name, price);
        }
    }
}
