package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimulateCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new SimulateCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void runsUntilItIsStopped() throws Exception {
        AtomicInteger exit = new AtomicInteger(-1);
        Thread running = new Thread(() -> exit.set(run("--listen", "127.0.0.1:0", "--tokens", "3", "--models", "a,b")));
        running.start();
        await().until(() -> out.toString().endsWith("/v1" + System.lineSeparator()));

        String url = out.toString().replace("Simulated provider: ", "").strip();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                                .POST(HttpRequest.BodyPublishers.ofString(Client.chat("m", "")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("\"completion_tokens\":3");

        running.interrupt();
        running.join();
    }

    @Test
    void saysWhichPortIsInUse() {
        try (SimulatedProvider provider = SimulatedProvider.start(Options.loopback())) {
            String address = "127.0.0.1:" + provider.port();

            assertThat(run("--listen", address)).isEqualTo(1);
            assertThat(err.toString()).contains("cannot listen on " + address).contains("in use");
        }
    }

    @Test
    void refusesABadFlag() {
        assertThat(run("--fault", "fire")).isEqualTo(2);
        assertThat(err.toString()).contains("flag fault: \"fire\" is not accepted: none, status, close");
        assertThat(run("--listen", "9001")).isEqualTo(2);
    }
}
