package dev.sluice.loads.proof;

import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.proof.Leaver.Plan;
import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.Listen;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.upstream.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Clients that leave while their answer streams, stands still, has not begun, or comes faster than they read: the
 * upstream has to see it soon. The upstream is the proof's own, so that one clock measures both sides.
 */
@Command(name = "leavers", description = "The upstream sees at once that a client has left, every time.")
public final class Leavers implements Callable<Integer> {

    @Mixin
    private Gateway gateway = new Gateway();

    @Mixin
    private Listen listen = new Listen();

    @Option(names = "--streams", defaultValue = "1000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Option(names = "--concurrency", defaultValue = "20", description = "At once (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(names = "--within", defaultValue = "250", description = "Milliseconds (default: ${DEFAULT-VALUE}).")
    private int withinMillis;

    @Option(names = "--seed", defaultValue = "1", description = "Of when they leave (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--model", defaultValue = "proof", description = "Served by the proof (default: ${DEFAULT-VALUE}).")
    private String model = "";

    @Override
    public Integer call() throws Exception {
        return gateway.prove(new Report("leavers"), this::prove);
    }

    private void prove(Report report) throws Exception {
        Farewells farewells = new Farewells(streams);
        List<Leaver> leavers = new ArrayList<>();
        Semaphore room = new Semaphore(concurrency);
        try (Upstream upstream = Upstream.start(listen.address(), farewells);
                Loop loop = new Loop("clients")) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < streams && room.tryAcquire(30, TimeUnit.SECONDS); i++) {
                Plan plan = new Plan(i, random.nextInt(1, 200), random.nextInt(0, 60));
                Leaver leaver = new Leaver(plan, farewells, room, loop);
                leavers.add(leaver);
                byte[] request = request(i);
                loop.execute(() -> leaver.start(gateway.address(), request));
            }
            if (!room.tryAcquire(concurrency, 30, TimeUnit.SECONDS)) {
                report.fail("some streams never came to where their clients leave");
            }
            farewells.await(5);
            if (upstream.failure() != null || loop.failure() != null) {
                report.fail("the proof itself failed: " + upstream.failure() + ", " + loop.failure());
            }
        }
        for (Leaver leaver : leavers) {
            if (leaver.mishap() != null) {
                report.fail(leaver.mishap());
            }
        }
        times(farewells, report);
        awaitIdle(report);
    }

    private byte[] request(int number) {
        Request request = Request.post("/v1/chat/completions", Gateway.streamBody(model, "leaver-" + number));
        return gateway.authorised(request).bytes(gateway.authority());
    }

    private void times(Farewells farewells, Report report) {
        long[] millis = new long[streams];
        for (int i = 0; i < streams; i++) {
            long nanos = farewells.nanos(i);
            millis[i] = nanos < 0 ? Long.MAX_VALUE : TimeUnit.NANOSECONDS.toMillis(nanos);
            if (nanos < 0) {
                report.fail(
                        "stream " + i + " (" + Farewells.Manner.of(i) + "): the upstream did not see it within 5 s");
            } else if (millis[i] > withinMillis) {
                report.fail("stream " + i + " (" + Farewells.Manner.of(i) + "): seen after " + millis[i] + " ms");
            }
        }
        Arrays.sort(millis);
        report.figure("streams", streams);
        report.figure("milliseconds_p50", millis[streams / 2]);
        report.figure("milliseconds_p99", millis[streams * 99 / 100]);
        report.figure("milliseconds_max", millis[streams - 1]);
    }

    /** Whoever has left is no active request any more. */
    private void awaitIdle(Report report) throws IOException {
        Pulse.until(Duration.ofSeconds(5), Duration.ofMillis(100), () -> gateway.activeRequests() == 0);
        report.same("active_requests_afterwards", 0, gateway.activeRequests());
    }
}
