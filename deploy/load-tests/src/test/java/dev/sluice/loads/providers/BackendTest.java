package dev.sluice.loads.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.loads.http.Answer;
import dev.sluice.loads.http.Connection;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.upstream.Upstream.Absence;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BackendTest {

    private static final Request REQUEST = Request.post("/v1/chat/completions", "{}");
    private static final Duration SOON = Duration.ofSeconds(60);

    private final InetSocketAddress address = freeAddress();

    @Test
    void answersUnderTrafficAtAFixedRate() throws IOException {
        byte[] bytes = REQUEST.bytes("127.0.0.1");
        try (Backend backend = new Backend(address, 1);
                Traffic traffic = new Traffic(address, 1000, number -> bytes)) {
            traffic.start();
            assertThat(Pulse.until(
                            SOON, Duration.ofMillis(1), () -> traffic.visits().size() >= 100))
                    .isTrue();
            traffic.stop(SOON);

            List<Visit> visits = traffic.visits();
            Visit.Expected expected = Visit.Expected.of(Backend.ANSWER.getBytes(StandardCharsets.UTF_8));
            assertThat(visits).allMatch(visit -> visit.is(expected)).doesNotHaveDuplicates();
            // The first to be answered need not be the first that was sent.
            long first = visits.stream().mapToLong(Visit::sentNanos).min().orElseThrow();
            assertThat(backend.askedSince(first)).hasSize(visits.size());
        }
    }

    @Test
    void refusesWhileItIsDeadAndAnswersAgainBehind() throws IOException {
        try (Backend backend = new Backend(address, 0);
                Connection connection = new Connection(address, SOON)) {
            assertThat(connection.exchange(REQUEST).text()).isEqualTo(Backend.ANSWER);

            backend.leave(Absence.REFUSING);
            connection.disconnect();
            assertThat(Pulse.until(SOON, Duration.ofMillis(1), this::isRefused)).isTrue();
            assertThatThrownBy(() -> connection.exchange(REQUEST)).isInstanceOf(ConnectException.class);

            backend.comeBack();
            assertThat(connection.exchange(REQUEST).text()).isEqualTo(Backend.ANSWER);
        }
    }

    @Test
    void countsThoseWhomItTurnsAway() throws IOException {
        long before = System.nanoTime();
        try (Backend backend = new Backend(address, 0);
                Connection connection = new Connection(address, SOON)) {
            backend.leave(Absence.CLOSING);

            Answer answer = connection.exchange(REQUEST);

            assertThat(answer.status()).isZero();
            assertThat(backend.turnedAwaySince(before)).hasSize(1);
            assertThat(backend.askedSince(before)).isEmpty();
            backend.comeBack();
            assertThat(connection.exchange(REQUEST).text()).isEqualTo(Backend.ANSWER);
            assertThat(backend.askedSince(before)).hasSize(1);
        }
    }

    private boolean isRefused() throws IOException {
        try (Connection connection = new Connection(address, SOON)) {
            connection.exchange(REQUEST);
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (SocketException e) {
            // The listener was on its way out, and took one more along.
            return false;
        }
    }

    private static InetSocketAddress freeAddress() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
