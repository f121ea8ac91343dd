package dev.sluice.loads.accounts;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A real Redis with an append-only file: it is paused, stopped, killed and started again. One thread at a time. */
final class RedisProcess implements Mortal {

    private static final String VERSION = "7.0.15";

    private final InetSocketAddress address;
    private final Program program;

    /** @param folder where its files are */
    RedisProcess(Path folder) throws IOException {
        this.address = Ports.free();
        List<String> command = List.of(
                extract(folder.resolve("redis-server")).toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(address.getPort()),
                "--dir",
                folder.toString(),
                "--appendonly",
                "yes",
                "--save",
                "");
        this.program = new Program(command, Map.of(), folder.resolve("redis.log"));
    }

    String url() {
        return "redis://" + Ports.text(address);
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public Duration start() throws IOException {
        return program.start(this::answersPing);
    }

    @Override
    public void kill() throws IOException {
        program.kill();
    }

    /** Ends it in good order. */
    void stop() throws IOException {
        program.stop();
    }

    /** Its connections stay, and nothing is answered. */
    void pause() throws IOException {
        program.signal("STOP");
    }

    void resume() throws IOException {
        program.signal("CONT");
    }

    private boolean answersPing() {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(1000);
            socket.connect(address, 1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }

    /** Its program is in the library that the tests start theirs from. */
    private static Path extract(Path to) throws IOException {
        String system = property("os.name").startsWith("mac") ? "darwin" : "linux";
        String machine = property("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String name = "/redis-server-" + VERSION + "-" + system + "-" + machine;
        try (InputStream in = RedisProcess.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("there is no Redis for this machine: " + name);
            }
            Files.copy(in, to);
        }
        if (!to.toFile().setExecutable(true)) {
            throw new IOException("cannot be made executable: " + to);
        }
        return to;
    }

    private static String property(String name) {
        return System.getProperty(name, "").toLowerCase(Locale.ROOT);
    }
}
