package dev.sluice.loads.ledger;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a provider charged for one attempt.
 *
 * @param provider by its name in the gateway's configuration, which is that of its key
 * @param model as the provider calls it
 * @param reported whether the answer told its usage
 */
record Charge(long number, String id, String provider, String model, String end, boolean reported, Tokens tokens) {

    static Charge of(JsonNode line) {
        return new Charge(
                line.path("number").asLong(),
                line.path("id").asText(),
                line.path("key").asText(),
                line.path("model").asText(),
                line.path("end").asText(),
                line.path("reported").asBoolean(),
                Tokens.charged(line));
    }
}
