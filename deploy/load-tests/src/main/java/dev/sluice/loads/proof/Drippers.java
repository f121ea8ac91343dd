package dev.sluice.loads.proof;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Connections that drip a byte a second, half of them of a head, half of a body: each has to be cut when its total
 * deadline is over, and ordinary requests have to go on meanwhile.
 */
@Command(name = "drippers", description = "Dripping connections are cut in time; ordinary requests go on.")
public final class Drippers implements Callable<Integer> {

    @Mixin
    private Gateway gateway = new Gateway();

    @Option(names = "--connections", defaultValue = "500", description = "How many (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--header-timeout",
            defaultValue = "10",
            description = "The gateway's header_timeout in seconds (default: ${DEFAULT-VALUE}).")
    private int headerSeconds;

    @Option(
            names = "--body-timeout",
            defaultValue = "20",
            description = "The gateway's body_timeout in seconds (default: ${DEFAULT-VALUE}).")
    private int bodySeconds;

    @Option(names = "--slack", defaultValue = "2", description = "Seconds beyond them (default: ${DEFAULT-VALUE}).")
    private int slackSeconds;

    @Option(
            names = "--within",
            defaultValue = "1000",
            description = "Milliseconds for an ordinary request (default: ${DEFAULT-VALUE}).")
    private int withinMillis;

    @Option(
            names = "--model",
            defaultValue = "gpt-4o",
            description = "Of ordinary requests (default: ${DEFAULT-VALUE}).")
    private String model = "";

    @Override
    public Integer call() throws Exception {
        return gateway.prove(new Report("drippers"), this::prove);
    }

    private void prove(Report report) throws Exception {
        try (Loop loop = new Loop("drippers")) {
            List<Dripper> drippers = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                Dripper dripper = i % 2 == 0 ? headDripper() : bodyDripper();
                drippers.add(dripper);
                loop.execute(() -> dripper.start(loop, gateway.address()));
            }
            ordinaryRequests(Math.max(headerSeconds, bodySeconds) + slackSeconds + 1, report);
            times("head", drippers, headerSeconds, report);
            times("body", drippers, bodySeconds, report);
        }
    }

    private Dripper headDripper() {
        return new Dripper("head", "", "GET /readyz HTTP/1.1\r\nhost: " + gateway.authority() + "\r\nx-drip: ");
    }

    private Dripper bodyDripper() {
        byte[] body = new byte[100_000];
        String request = new String(
                gateway.authorised(Request.post("/v1/chat/completions", body)).bytes(gateway.authority()),
                StandardCharsets.ISO_8859_1);
        String head = request.substring(0, request.length() - body.length);
        return new Dripper(
                "body", head, "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"");
    }

    /** Sends one request after another, now and then over a new connection. */
    private void ordinaryRequests(int seconds, Report report) throws IOException {
        Request request = gateway.authorised(Request.post(
                "/v1/chat/completions",
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"));
        List<Long> millis = new ArrayList<>();
        try (Connection connection = gateway.connection()) {
            Pulse.every(Duration.ofMillis(50), Duration.ofSeconds(seconds), () -> {
                if (millis.size() % 10 == 0) {
                    connection.disconnect();
                }
                long started = System.nanoTime();
                Answer answer = connection.exchange(request);
                millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started));
                if (answer.status() != 200 || !answer.complete()) {
                    report.fail("an ordinary request got " + answer.status() + ", " + answer.ending());
                }
            });
        }
        report.figure("ordinary_requests", millis.size());
        report.atMost("ordinary_requests_slowest_ms", withinMillis, Collections.max(millis));
    }

    private void times(String part, List<Dripper> drippers, int timeoutSeconds, Report report) {
        long earliest = Long.MAX_VALUE;
        long latest = 0;
        int cut = 0;
        for (Dripper dripper : drippers) {
            if (!dripper.part().equals(part)) {
                continue;
            }
            long millis = dripper.lastedMillis();
            if (millis < 0) {
                report.fail("a dripped " + part + " was not cut");
                continue;
            }
            cut++;
            earliest = Math.min(earliest, millis);
            latest = Math.max(latest, millis);
            if (dripper.status() != 0 && dripper.status() != 408) {
                report.fail("a dripped " + part + " was answered " + dripper.status());
            }
        }
        report.figure(part + "_drippers_cut", cut);
        report.figure(part + "_drippers_cut_earliest_ms", earliest);
        report.atMost(
                part + "_drippers_cut_latest_ms", TimeUnit.SECONDS.toMillis(timeoutSeconds + slackSeconds), latest);
        if (earliest < TimeUnit.SECONDS.toMillis(timeoutSeconds) - 1000) {
            report.fail("a dripped " + part + " was cut after " + earliest + " ms: that is not its deadline");
        }
    }
}
