package dev.sluice.loads.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisProcessTest {

    @TempDir
    private Path folder;

    private static void assertSays(RedisProcess redis, String command, String answer) throws IOException {
        URI url = URI.create(redis.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] read = socket.getInputStream().readNBytes(answer.length());
            assertThat(new String(read, StandardCharsets.US_ASCII)).isEqualTo(answer);
        }
    }

    @Test
    void keepsWhatItHasWhenItIsKilled() throws IOException {
        RedisProcess redis = new RedisProcess(folder);
        try {
            redis.start();
            assertSays(redis, "SET name value", "+OK\r\n");
            redis.kill();
            redis.start();

            assertSays(redis, "GET name", "$5\r\nvalue\r\n");
            redis.pause();
            redis.resume();
            assertSays(redis, "PING", "+PONG\r\n");
        } finally {
            redis.stop();
        }
    }
}
