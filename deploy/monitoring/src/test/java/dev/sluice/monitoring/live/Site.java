package dev.sluice.monitoring.live;

import dev.sluice.monitoring.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A gateway under traffic with a Prometheus that watches it: fair weather first, then every fault. */
final class Site implements AutoCloseable {

    private final Gateway gateway;
    private final Prometheus prometheus;
    private final Traffic traffic;

    private Site(Gateway gateway, Prometheus prometheus, Traffic traffic) {
        this.gateway = gateway;
        this.prometheus = prometheus;
        this.traffic = traffic;
    }

    /** Starts all three; traffic is fair. */
    static Site start(Path scratch) throws IOException, InterruptedException {
        Gateway gateway = Gateway.start(Folders.REPOSITORY, scratch);
        try {
            gateway.post("/api/v1/users/ann/credits", "{\"usd\": 25}");
            gateway.post("/api/v1/trials", "{\"user\":\"tess\",\"ends\":\"2099-01-01T00:00:00Z\",\"usd\":5}");
            gateway.post("/api/v1/subscriptions", "{\"user\":\"ann\",\"plan\":\"team\",\"interval\":\"month\"}");
            Path rules = Scaled.rules(Folders.RULES, scratch.resolve("rules"));
            Prometheus prometheus = Prometheus.start(scratch, rules, gateway.adminAuthority());
            Traffic traffic = new Traffic(gateway.data());
            traffic.start();
            return new Site(gateway, prometheus, traffic);
        } catch (IOException | InterruptedException | RuntimeException e) {
            gateway.close();
            throw e;
        }
    }

    Prometheus prometheus() {
        return prometheus;
    }

    /** Goes on with other requests until an expression has a result. */
    void go(List<Traffic.Ask> phase, String until) {
        traffic.change(phase);
        Awaitility.await(until)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> !prometheus.ask(until).isEmpty());
    }

    @Override
    public void close() {
        traffic.close();
        prometheus.close();
        gateway.close();
    }
}
