package dev.sluice.loads.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that leave before the end. */
final class ConnectionTest {

    private final ExecutorService server = Executors.newSingleThreadExecutor();
    private ServerSocket listening;

    @BeforeEach
    void listen() throws IOException {
        listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        listening.close();
        server.shutdownNow();
    }

    private Connection connection() {
        return new Connection(
                new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort()), Duration.ofSeconds(30));
    }

    /** Answers one request with this, and says whether the client went then. */
    private Future<Boolean> answer(String text) {
        return server.submit(() -> {
            try (Socket socket = listening.accept()) {
                OutputStream out = socket.getOutputStream();
                out.write(text.getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
                return true;
            }
        });
    }

    @Test
    void leavesBehindSoManyBytesOfTheBody() throws Exception {
        Future<Boolean> gone = answer("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n12345");

        Answer answer = connection().leave(Request.get("/"), 5, 0);

        assertThat(answer.text()).isEqualTo("12345");
        assertThat(answer.ending()).isEqualTo(Ending.CUT);
        assertThat(gone.get()).isTrue();
    }

    @Test
    void leavesWhereNothingComes() throws Exception {
        Future<Boolean> gone = answer("");

        Answer answer = connection().leave(Request.get("/"), Long.MAX_VALUE, 10);

        assertThat(answer.ending()).isEqualTo(Ending.STALLED);
        assertThat(gone.get()).isTrue();
    }

    @Test
    void readsAnAnswerThatEndsBefore() throws Exception {
        Future<Boolean> gone = answer("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n12345");

        Answer answer = connection().leave(Request.get("/"), Long.MAX_VALUE, 0);

        assertThat(answer.complete()).isTrue();
        assertThat(gone.get()).isTrue();
    }
}
