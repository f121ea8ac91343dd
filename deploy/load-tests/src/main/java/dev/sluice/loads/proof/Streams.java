package dev.sluice.loads.proof;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Events;
import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Descriptors;
import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.Provider;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Thousands of paced streams at once, one after another on each connection: every one has to be the provider's own,
 * byte for byte, and the gateway's memory has to stay flat.
 */
@Command(name = "streams", description = "Thousands of streams at once, without an error, in flat memory.")
public final class Streams implements Callable<Integer> {

    private static final int SAMPLE_SECONDS = 10;

    @Mixin
    private Gateway gateway = new Gateway();

    @Mixin
    private Provider provider = new Provider();

    @Option(names = "--streams", defaultValue = "5000", description = "At once (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Option(names = "--minutes", defaultValue = "10", description = "How long (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(names = "--events", defaultValue = "50", description = "Tokens of each stream (default: ${DEFAULT-VALUE}).")
    private int events;

    @Option(
            names = "--interval",
            defaultValue = "400",
            description = "Milliseconds between them (default: ${DEFAULT-VALUE}).")
    private int intervalMillis;

    @Option(names = "--ramp", defaultValue = "20", description = "Seconds until all run (default: ${DEFAULT-VALUE}).")
    private int rampSeconds;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            description = "Seconds after which memory has to be flat (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(names = "--growth-mib", defaultValue = "50", description = "At the most, then (default: ${DEFAULT-VALUE}).")
    private int growthMib;

    @Option(names = "--model", defaultValue = "gpt-4o", description = "What to ask for (default: ${DEFAULT-VALUE}).")
    private String model = "";

    @Override
    public Integer call() throws Exception {
        return gateway.prove(new Report("streams"), this::prove);
    }

    private void prove(Report report) throws Exception {
        Descriptors.require(report, "self", streams + 200L);
        if (report.failed() > 0) {
            return;
        }
        Memory memory = new Memory(gateway);
        memory.sample();
        Crowd crowd = new Crowd(expected(), bytes(), gateway.address());
        try (Loop loop = new Loop("clients")) {
            List<Listener> listeners = start(loop, crowd);
            int flatFrom = watch(memory, report);
            crowd.stop();
            awaitEnd(crowd);
            listeners.forEach(listener -> loop.execute(listener::close));
            crowd.report(report);
            report.figure("samples_every_s", SAMPLE_SECONDS);
            memory.growthAtMost(growthMib, flatFrom, report);
            if (loop.failure() != null) {
                report.fail("the client failed: " + loop.failure());
            }
        }
    }

    private List<Listener> start(Loop loop, Crowd crowd) {
        List<Listener> listeners = new ArrayList<>();
        loop.execute(() -> {
            for (int i = 0; i < streams; i++) {
                Listener listener = new Listener(loop, crowd);
                listeners.add(listener);
                loop.after(TimeUnit.SECONDS.toMillis(rampSeconds) * i / streams, listener::start);
            }
        });
        return listeners;
    }

    /** Samples memory until the time is over; the number of the first sample behind the warm-up is returned. */
    private int watch(Memory memory, Report report) throws IOException {
        Duration interval = Duration.ofSeconds(SAMPLE_SECONDS);
        Pulse.every(interval, Duration.ofSeconds(warmUpSeconds), memory::sample);
        int flatFrom = memory.samples() - 1;
        Duration rest = Duration.ofMinutes(minutes).minusSeconds(warmUpSeconds);
        if (rest.isNegative() || rest.isZero()) {
            report.fail("the warm-up is longer than the proof");
        }
        Pulse.every(interval, rest, memory::sample);
        return flatFrom;
    }

    /** Streams that run when the time is over may end. */
    private void awaitEnd(Crowd crowd) throws IOException {
        Duration longest = gateway.patience().plusMillis((long) events * intervalMillis);
        Pulse.until(longest, Duration.ofMillis(100), () -> crowd.running() == 0);
    }

    /** What each stream has to be: the provider's own, without the usage that only the gateway asks for. */
    private Crowd.Expected expected() throws IOException {
        Request request = Request.post("/v1/chat/completions", body(",\"stream_options\":{\"include_usage\":true}"))
                .with("x-sim-tokens", Integer.toString(events));
        try (Connection connection = provider.connection()) {
            Answer answer = connection.exchange(request);
            if (answer.status() != 200 || !answer.complete()) {
                throw new IOException("the provider answered " + answer.status() + ": " + answer.text());
            }
            byte[] stream = Events.withoutUsage(answer.body());
            CRC32 checksum = new CRC32();
            checksum.update(stream);
            return new Crowd.Expected(stream.length, checksum.getValue());
        }
    }

    private byte[] bytes() {
        Request request = Request.post("/v1/chat/completions", body(""))
                .with(Map.of("x-sim-tokens", Integer.toString(events), "x-sim-interval", intervalMillis + "ms"));
        return gateway.authorised(request).bytes(gateway.authority());
    }

    private byte[] body(String more) {
        return ("{\"model\":\"" + model + "\",\"stream\":true" + more
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"tell me more\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
