package dev.sluice.netty.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
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
        assertThat(err.toString()).contains("flag fault: \"fire\" is not accepted: none, status, quota");
        assertThat(run("--listen", "9001")).isEqualTo(2);
    }

    @Test
    void helpsWithEverySettingAndEveryFault() {
        assertThat(run("--help")).isZero();
        for (ScriptKey key : ScriptKey.values()) {
            assertThat(out.toString()).contains("--" + key.word());
        }
        for (Fault.Kind kind : Fault.Kind.values()) {
            assertThat(out.toString()).contains(System.lineSeparator() + "  " + kind.word() + " ");
        }
        assertThat(out.toString())
                .contains("--first-token-delay", "--strict-keys", "--key=NAME=VALUE[:BEHAVIOUR]", "limited=N/TIME");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void knowsKeysAndRefusesOthers() throws Exception {
        Thread running = new Thread(() ->
                run("--listen", "127.0.0.1:0", "--strict-keys", "--key", "a=sk-a", "--key", "b=sk-b:limited=1/10m"));
        running.start();
        await().until(() -> out.toString().endsWith("/v1" + System.lineSeparator()));

        URI models =
                URI.create(out.toString().replace("Simulated provider: ", "").strip() + "/models");
        HttpClient client = HttpClient.newHttpClient();
        StringBuilder statuses = new StringBuilder();
        for (String key : List.of("sk-a", "sk-b", "sk-b", "sk-c")) {
            HttpRequest request = HttpRequest.newBuilder(models)
                    .header("authorization", "Bearer " + key)
                    .build();
            statuses.append(client.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .append(' ');
        }
        assertThat(statuses).hasToString("200 200 429 401 ");

        running.interrupt();
        running.join();
    }

    @Test
    void refusesABadKeyWithoutPrintingIt() {
        assertThat(run("--key", "a=sk-secret:lazy")).isEqualTo(2);
        assertThat(err.toString()).contains("--key: a behaviour is one of fine, revoked");
        assertThat(err.toString().lines().findFirst().orElseThrow()).doesNotContain("secret");
        assertThat(run("--key", "a=sk-a", "--key", "a=sk-b")).isEqualTo(2);
        assertThat(err.toString()).contains("key a is there twice");
    }
}
