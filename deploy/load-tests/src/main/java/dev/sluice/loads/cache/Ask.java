package dev.sluice.loads.cache;

import dev.sluice.loads.http.Request;

/** A request: whose, in which way, for what, and what it says of caches. */
record Ask(Caller caller, Kind kind, int question, Wish wish) {

    /** What an answer is found by. */
    record Subject(String tenant, Kind kind, int question) {}

    Subject subject() {
        return new Subject(caller.tenant(), kind, question);
    }

    /** @param id by which the provider's ledger has it */
    Request request(String id) {
        return kind.request("What is to be known of number " + question + "?")
                .with(wish.fields())
                .with("authorization", caller.credential())
                .with("x-request-id", id);
    }
}
