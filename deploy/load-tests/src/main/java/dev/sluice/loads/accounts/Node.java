package dev.sluice.loads.accounts;

import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One gateway of the proof's own: its ports and its folder stay when it is killed. One thread at a time. */
public final class Node implements Mortal {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Program program;
    private final InetSocketAddress address;
    private final InetSocketAddress admin;
    private final Path folder;

    /** @param environment besides what says where the gateway listens and keeps its books */
    Node(List<String> command, Map<String, String> environment, Path folder) throws IOException {
        this.folder = folder;
        this.address = Ports.free();
        this.admin = Ports.free();
        Map<String, String> all = new HashMap<>(environment);
        all.put("PROOF_LISTEN", Ports.text(address));
        all.put("PROOF_ADMIN", Ports.text(admin));
        all.put("PROOF_STORE", folder.toString());
        this.program = new Program(command, all, folder.resolve("gateway.log"));
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Where its store and its log are. */
    Path folder() {
        return folder;
    }

    public long pid() {
        return program.pid();
    }

    /** Processor time that its process has taken so far: what a busy machine does not change. */
    public Duration cpu() {
        return ProcessHandle.of(pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    /** All that it has printed in all its lives. */
    List<String> printed() throws IOException {
        return program.printed();
    }

    @Override
    public Duration start() throws IOException {
        return program.start(this::ready);
    }

    @Override
    public void kill() throws IOException {
        program.kill();
    }

    /** Ends it with SIGTERM; the exit code. */
    int stop() throws IOException {
        return program.stop();
    }

    /** A connection to the data port. */
    public Connection connection() {
        return new Connection(address, PATIENCE);
    }

    /** A connection to the admin port, logged in. */
    public Admin admin() {
        return new Admin(new Connection(admin, PATIENCE));
    }

    /** The admin port opens behind the other one. */
    private boolean ready() {
        return status(address) == 200 && status(admin) != 0;
    }

    private static int status(InetSocketAddress port) {
        try (Connection connection = new Connection(port, PATIENCE)) {
            return connection.exchange(Request.get("/readyz")).status();
        } catch (IOException e) {
            return 0;
        }
    }
}
