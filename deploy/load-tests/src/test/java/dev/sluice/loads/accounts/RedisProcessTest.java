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

    private static String say(RedisProcess redis, String command) throws IOException {
        URI url = URI.create(redis.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] answer = new byte[64];
            int length = socket.getInputStream().read(answer);
            return new String(answer, 0, length, StandardCharsets.US_ASCII);
        }
    }

    @Test
    void keepsWhatItHasWhenItIsKilled() throws IOException {
        RedisProcess redis = new RedisProcess(folder);
        try {
            redis.start();
            assertThat(say(redis, "SET name value")).isEqualTo("+OK\r\n");
            redis.kill();
            redis.start();

            assertThat(say(redis, "GET name")).isEqualTo("$5\r\nvalue\r\n");
            redis.pause();
            redis.resume();
            assertThat(say(redis, "PING")).isEqualTo("+PONG\r\n");
        } finally {
            redis.stop();
        }
    }
}
