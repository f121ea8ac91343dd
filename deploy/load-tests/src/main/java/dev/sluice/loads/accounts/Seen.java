package dev.sluice.loads.accounts;

/**
 * An exchange of which a client has had a head with status 200.
 *
 * @param id the gateway's own, from the answer's {@code x-request-id}
 * @param whole whether the answer came to its end
 * @param input tokens as the provider told the client; 0 where the answer is not whole
 * @param output as {@code input}
 */
record Seen(String id, String key, boolean whole, long input, long output) {}
