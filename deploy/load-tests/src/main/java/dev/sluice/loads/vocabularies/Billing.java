package dev.sluice.loads.vocabularies;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A line of the provider's ledger.
 *
 * @param key by its name, which begins with that of the group it belongs to
 * @param reported whether the answer told what it used
 */
record Billing(
        long number, String key, int status, boolean reported, long input, long output, long cached, long reasoning) {

    static Billing of(JsonNode line) {
        return new Billing(
                line.path("number").asLong(),
                line.path("key").asText(),
                line.path("status").asInt(),
                line.path("reported").asBoolean(),
                line.path("input").asLong(),
                line.path("output").asLong(),
                line.path("cached").asLong(),
                line.path("reasoning").asLong());
    }

    /** The group that was asked. */
    String provider() {
        int dash = key.lastIndexOf('-');
        return dash < 0 ? key : key.substring(0, dash);
    }
}
