package dev.sluice.loads.cache;

import dev.sluice.loads.accounts.Installation;
import dev.sluice.loads.accounts.Node;
import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What an answer from the exact cache costs the processor, beside what the same gateway answers of nothing, over the
 * same connections and by turns.
 */
@Command(name = "hits", description = "A hit takes at most 1.3 times the processor's time of a static answer.")
public final class HitProof implements Callable<Integer> {

    private static final String HIT = "hit";
    private static final String MODELS = "/v1/models";
    private static final String HEALTH = "/healthz";
    private static final String CREDENTIAL = "Bearer sk-app";

    @Mixin
    private Installation installation = new Installation();

    @Option(names = "--rounds", defaultValue = "7", description = "Of turns (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "3", description = "Rounds before (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "3", description = "Of each run (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--concurrency", defaultValue = "16", description = "Clients (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(names = "--body", defaultValue = "1024", description = "Bytes of a prompt (default: ${DEFAULT-VALUE}).")
    private int body;

    @Option(names = "--most", defaultValue = "1.3", description = "Times a static answer (default: ${DEFAULT-VALUE}).")
    private double most;

    @Override
    public Integer call() throws Exception {
        installation.stage("deploy/load-tests/hits.yaml", List.of("openai=sk-openai"));
        return installation.prove(new Report("hits"), this::prove);
    }

    private void prove(Report report) throws Exception {
        Node node = installation.node(0);
        Map<String, Request> kinds = new LinkedHashMap<>();
        kinds.put(HIT, question());
        kinds.put(MODELS, Request.get(MODELS).with("authorization", CREDENTIAL));
        kinds.put(HEALTH, Request.get(HEALTH));
        fill(node, report);
        Turns turns = new Turns(node, concurrency, Duration.ofSeconds(seconds));
        turns.run(kinds, warmUp, rounds);
        kinds.keySet().forEach(kind -> report.figure("cpu_us of " + kind, turns.micros(kind)));
        report.figure("cpu of a hit to " + HEALTH, turns.ratio(HIT, HEALTH));
        double ratio = turns.ratio(HIT, MODELS);
        report.figure("cpu of a hit to " + MODELS, ratio);
        if (!(ratio <= most)) {
            report.fail("a hit takes " + ratio + " times what " + MODELS + " takes");
        }
        report.same("providers asked", 1, installation.provider().ledgerAfter(0).size());
    }

    private Request question() {
        String prompt = "All work and no play makes a dull gateway. ".repeat(body / 43 + 1);
        String json = "{\"model\":\"gpt-4o\",\"temperature\":0,\"messages\":[{\"role\":\"system\",\"content\":"
                + "\"Answer briefly.\"},{\"role\":\"user\",\"content\":\"" + prompt.substring(0, body) + "\"}]}";
        return Request.post("/v1/chat/completions", json).with("authorization", CREDENTIAL);
    }

    /** Has the answer kept. */
    private void fill(Node node, Report report) throws IOException {
        try (Connection connection = node.connection()) {
            Answer first = connection.exchange(question());
            Answer second = connection.exchange(question());
            report.figure("bytes of the answer", second.body().length);
            if (first.status() != 200 || !second.head().field("x-sluice-cache").equals(Optional.of("hit"))) {
                report.fail("the answer is not kept: " + first.status() + ", " + second.head());
            }
        }
    }
}
