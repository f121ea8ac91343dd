package dev.sluice.loads.vocabularies;

import dev.sluice.loads.http.Request;
import java.util.stream.IntStream;

/**
 * A site of some size, and the requests after which it shows all that it has to show.
 *
 * @param providers each has a share of the models
 * @param tenants each with a user and a key
 */
record Site(int providers, int models, int tenants) {

    /** The configuration of its gateway. */
    String configuration() {
        StringBuilder yaml = new StringBuilder(16_384);
        yaml.append("""
                server: { listen: "${PROOF_LISTEN}" }
                log: { access: none }
                admin:
                  listen: "${PROOF_ADMIN}"
                  users:
                    - name: proof
                      role: admin
                      token_hash: "sha256$e3167027cdd688ffe537633a5d130c7aeec9cce1274d21598aab2e629f42bc86"
                store: { kind: sqlite, path: "${PROOF_STORE}/sluice.db" }
                prices: { on_unknown: zero }
                """);
        yaml.append("auth:\n  mode: keys\n  keys:\n");
        each(yaml, tenants, "    - { id: key-%1$d, value: sk-site-%1$d, user: user-%1$d }%n");
        yaml.append("tenants:\n");
        each(yaml, tenants, "  - { id: tenant-%1$d, tier: professional }%n");
        yaml.append("users:\n");
        each(yaml, tenants, "  - { id: user-%1$d, tenant: tenant-%1$d }%n");
        yaml.append("providers:\n");
        each(
                yaml,
                providers,
                "  - { name: provider-%1$d, dialect: openai, base_url: \"${PROOF_PROVIDER}\", "
                        + "keys: [ { name: first-%1$d, "
                        + "value: sk-first-%1$d }, { name: second-%1$d, value: sk-second-%1$d } ] }%n");
        yaml.append("models:\n");
        for (int i = 0; i < models; i++) {
            yaml.append(String.format(
                    "  - { name: model-%d, targets: [ { provider: provider-%d } ] }%n", i, i % providers));
        }
        return yaml.toString();
    }

    private static void each(StringBuilder yaml, int count, String line) {
        IntStream.range(0, count).forEach(number -> yaml.append(String.format(line, number)));
    }

    /** How many requests show all of it: each model, whole and streamed, and some of its callers. */
    int requests() {
        return models * Math.max(2, tenants);
    }

    Request request(int number) {
        int model = number % models;
        int caller = number / models % tenants;
        return chat(model, caller, number / models % 2 == 0);
    }

    private static Request chat(int model, int caller, boolean streams) {
        String body = String.format(
                "{\"model\":\"model-%d\",\"stream\":%b,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                model, streams);
        return Request.post("/v1/chat/completions", body).with("authorization", "Bearer sk-site-" + caller);
    }
}
