package dev.sluice.core.store.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A Redis of one's own: the real program, on a free port of this machine, silent but for a log in its folder. It may be
 * killed, paused and started again on the same port. Whoever starts it closes it. One thread at a time.
 */
public final class RealRedis implements AutoCloseable {

    /** With it Redis writes down each change before it answers. */
    public static final List<String> APPEND_ALWAYS = List.of("--appendonly", "yes", "--appendfsync", "always");

    /** An option's value: a port that nobody uses. */
    public static final String ANY_PORT = "any port";

    private static final long PATIENCE_SECONDS = 60;
    private static final int PATIENCE_MILLIS = 60_000;

    private final Path folder;
    private final int port;
    private final List<String> options;
    private Process process;

    private RealRedis(Path folder, int port, List<String> options) {
        this.folder = folder;
        this.port = port;
        this.options = List.copyOf(options);
    }

    /**
     * Starts one and waits until it answers.
     *
     * @param folder where it keeps what it keeps; must be there
     * @param options as Redis takes them; without any it writes nothing to the disk
     */
    public static RealRedis start(Path folder, String... options) {
        return start(folder, Arrays.asList(options));
    }

    /** As {@link #start(Path, String...)}. */
    public static RealRedis start(Path folder, List<String> options) {
        // Another program may take the port between the two: then it is tried with another one.
        for (int attempt = 0; ; attempt++) {
            RealRedis redis = new RealRedis(folder, freePort(), withPorts(options));
            redis.launch();
            if (redis.isUp()) {
                return redis;
            }
            redis.kill();
            if (attempt == 4) {
                throw new IllegalStateException("Redis does not start: " + redis.log());
            }
        }
    }

    private static List<String> withPorts(List<String> options) {
        return options.stream()
                .map(option -> option.equals(ANY_PORT) ? Integer.toString(freePort()) : option)
                .toList();
    }

    public int port() {
        return port;
    }

    /** What a configuration names it by. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public long pid() {
        return process.pid();
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        ended();
    }

    /** Lets it end as it would by an operator. */
    public void stop() {
        resume();
        process.destroy();
        ended();
    }

    /**
     * Starts it again after it was stopped or killed, on the same port with the same data, and waits until it answers.
     */
    public void restart() {
        if (process.isAlive()) {
            stop();
        }
        launch();
        if (!isUp()) {
            throw new IllegalStateException("Redis does not start again: " + log());
        }
    }

    /** From now on it takes what it is sent, and answers nothing. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    /**
     * Sends one command and gives back the first line of the answer: for what a test does behind the gateway's back.
     */
    public String command(String... words) {
        try (Socket socket = connect()) {
            return command(socket, words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #command}, with the whole answer as it is sent. */
    public String answer(String... words) {
        try (Socket socket = connect()) {
            send(socket, words);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private static String command(Socket socket, String... words) throws IOException {
        send(socket, words);
        String answer = line(socket.getInputStream());
        return answer.startsWith("$") && !answer.equals("$-1") ? line(socket.getInputStream()) : answer;
    }

    private static void send(Socket socket, String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$').append(word.getBytes(UTF_8).length).append("\r\n");
            request.append(word).append("\r\n");
        }
        socket.getOutputStream().write(request.toString().getBytes(UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("no answer");
            }
            line.append((char) next);
        }
        return line.toString().trim();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private void launch() {
        List<String> words = new ArrayList<>(List.of(program().toString()));
        // A file comes first.
        boolean file = !options.isEmpty() && !options.get(0).startsWith("-");
        words.addAll(options.subList(0, file ? 1 : 0));
        words.addAll(List.of(
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--logfile",
                "redis.log"));
        words.addAll(options.subList(file ? 1 : 0, options.size()));
        try {
            process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            // What a test leaves behind must not outlive it.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isUp() {
        Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .pollDelay(10, TimeUnit.MILLISECONDS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(() -> !process.isAlive() || answers());
        return process.isAlive();
    }

    private boolean answers() {
        try (Socket socket = connect()) {
            return !command(socket, "PING").startsWith("-LOADING") && isItself();
        } catch (IOException e) {
            return false;
        }
    }

    /** Not one of another test, which was faster to take the port: this one is about to end then. */
    private boolean isItself() {
        return answer("INFO", "server").contains("process_id:" + process.pid() + "\r\n");
    }

    private void ended() {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Redis does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("redis.log"));
        } catch (IOException e) {
            return "without a log";
        }
    }

    /** A port that nobody uses at the moment. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program for this machine, once for all tests of this user. */
    private static Path program() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String cpu = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String name = "redis-server-7.0.15-" + os + "-" + cpu;
        Path program = Path.of(System.getProperty("java.io.tmpdir"), System.getProperty("user.name") + "-" + name);
        if (!Files.isExecutable(program)) {
            unpack(name, program);
        }
        return program;
    }

    private static void unpack(String name, Path to) {
        try (InputStream from = RealRedis.class.getResourceAsStream("/" + name)) {
            if (from == null) {
                throw new IllegalStateException("there is no " + name);
            }
            // Several processes of tests may do this at a time; what is there is whole.
            Path part = Files.createTempFile(to.getParent(), "redis", ".part");
            Files.write(part, from.readAllBytes());
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
            Files.move(part, to, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
