package dev.sluice.loads.run;

import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import picocli.CommandLine.Option;

/** Options that say where the gateway under proof is, how to start it, and with which key to call it. */
public final class Gateway {

    @Option(
            names = "--base-url",
            defaultValue = "http://127.0.0.1:8080",
            converter = Address.class,
            description = "Data port (default: ${DEFAULT-VALUE}).")
    private InetSocketAddress address = InetSocketAddress.createUnresolved("127.0.0.1", 8080);

    @Option(
            names = "--admin-url",
            defaultValue = "http://127.0.0.1:9464",
            converter = Address.class,
            description = "Admin port (default: ${DEFAULT-VALUE}).")
    private InetSocketAddress admin = InetSocketAddress.createUnresolved("127.0.0.1", 9464);

    @Option(
            names = "--api-key",
            defaultValue = "sk-load-tests",
            description = "Client key (default: ${DEFAULT-VALUE}).")
    private String key = "";

    @Option(names = "--pid", description = "The gateway's process, for its resident memory.")
    private long pid;

    @Option(
            names = "--spawn",
            description = "A command to start before the proof and to end after it; may be given several times, "
                    + "the gateway last.")
    private List<String> commands = List.of();

    @Option(
            names = "--patience",
            defaultValue = "90",
            description = "Seconds to wait for the next bytes of an answer (default: ${DEFAULT-VALUE}).")
    private int patienceSeconds;

    /** Runs a proof between starting and ending what is to be spawned. */
    public int prove(Report report, Proof proof) throws Exception {
        try (Spawned spawned = Spawned.of(commands)) {
            if (pid == 0) {
                pid = spawned.lastPid().orElse(0);
            }
            awaitReady();
            proof.run(report);
        }
        return report.print();
    }

    /** What a proof does with its report. */
    public interface Proof {
        void run(Report report) throws Exception;
    }

    public InetSocketAddress address() {
        return address;
    }

    public String authority() {
        return address.getHostString() + ":" + address.getPort();
    }

    /** A connection to the data port. */
    public Connection connection() {
        return new Connection(address, patience());
    }

    public Duration patience() {
        return Duration.ofSeconds(patienceSeconds);
    }

    /** The request, with the client's key. */
    public Request authorised(Request request) {
        return request.with(Map.of("authorization", "Bearer " + key));
    }

    /** What the admin port shows now under the gateway's own names. */
    public Scrape scrape() throws IOException {
        return scrape("/metrics/sluice");
    }

    /** What the admin port shows now under all names. */
    public Scrape scrapeAll() throws IOException {
        return scrape("/metrics");
    }

    private Scrape scrape(String path) throws IOException {
        try (Connection connection = new Connection(admin, patience())) {
            return Scrape.parse(connection
                    .exchange(Request.get(path).with("accept", "text/plain").with("cache-control", "no-cache"))
                    .text());
        }
    }

    /** Resident memory of the gateway's process in bytes; empty when no process is known. */
    public OptionalLong residentBytes() {
        return pid == 0 ? OptionalLong.empty() : OptionalLong.of(Resident.bytes(pid));
    }

    /** Requests that the gateway is busy with, as it says itself. */
    public long activeRequests() throws IOException {
        return Math.round(scrape().sum("sluice_http_server_active_requests", Map.of()));
    }

    private void awaitReady() throws IOException {
        if (!Pulse.until(Duration.ofSeconds(60), Duration.ofMillis(200), this::ready)) {
            throw new IOException("no gateway is ready at " + authority());
        }
    }

    private boolean ready() {
        try (Connection connection = new Connection(address, Duration.ofSeconds(5))) {
            return connection.exchange(Request.get("/readyz")).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** A JSON body of a chat completion, streamed. */
    public static byte[] streamBody(String model, String content) {
        return ("{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + content
                        + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
