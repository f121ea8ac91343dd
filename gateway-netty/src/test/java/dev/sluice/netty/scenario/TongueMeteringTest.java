package dev.sluice.netty.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.observe.ExchangeRecord;
import dev.sluice.core.request.Usage;
import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.RawClient;
import dev.sluice.netty.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the records say that answers used, against what the provider says that it spent. */
final class TongueMeteringTest {

    private static final String CLAUDE = "claude+tokens=7+thinking=3+cached=10+cache-write=20+cache-write-hour=5";
    private static final String GEM = "gem+tokens=7+thinking=3+cached=10";

    private static SimulatedProvider provider;
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        provider = SimulatedProvider.start(Options.loopback());
        gateway = TestGateway.start("""
                providers:
                  - { name: a, dialect: anthropic, base_url: "%1$s" }
                  - { name: g, dialect: gemini, base_url: "%1$s" }
                models:
                  - { name: claude, targets: [ { provider: a, model: "%2$s" } ] }
                  - { name: gem, targets: [ { provider: g, model: "%3$s" } ] }
                """.formatted(provider.url(), CLAUDE, GEM));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.close();
    }

    /** "hi" is one token. */
    @ParameterizedTest
    @CsvSource({"ANTHROPIC,false", "ANTHROPIC,true", "GEMINI,false", "GEMINI,true"})
    void metersWholeAnswersAndStreamsAlike(Tongue tongue, boolean stream) throws IOException {
        String model = tongue == Tongue.ANTHROPIC ? "claude" : "gem";

        Usage usage = ask(stream ? tongue.askForStream(model) : tongue.ask(model));

        boolean anthropic = tongue == Tongue.ANTHROPIC;
        assertThat(usage.input()).isEqualTo(anthropic ? 36 : 11);
        assertThat(usage.cachedInput()).isEqualTo(10);
        assertThat(usage.output()).isEqualTo(10);
        assertThat(usage.reasoning()).isEqualTo(3);
        if (anthropic) {
            assertThat(usage.cacheWrite()).isEqualTo(25);
            assertThat(usage.cacheWriteHour()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1beta/models/gem:streamGenerateContent,10", "/v1/models/gem:generateContent,10"})
    void metersEveryFormOfAGeminiAnswer(String path, long output) throws IOException {
        Usage usage = ask(RawClient.post(path, Tongue.CONTENTS));

        assertThat(usage.input()).isEqualTo(11);
        assertThat(usage.output()).isEqualTo(output);
    }

    @ParameterizedTest
    @CsvSource({"/v1/messages/count_tokens", "/v1beta/models/gem:countTokens"})
    void countsOfTokensUseNone(String path) throws IOException {
        String body = path.contains("gem") ? Tongue.CONTENTS : "{\"model\":\"claude\"," + Tongue.MESSAGES + "}";

        assertThat(ask(RawClient.post(path, body)).reported()).isFalse();
    }

    private static Usage ask(String request) throws IOException {
        int before = gateway.records().exchanges().size();
        long prompt = provider.stats().promptTokens();
        long completion = provider.stats().completionTokens();
        try (RawClient client = new RawClient(gateway.port())) {
            assertThat(client.send(request).answer().status()).isEqualTo(200);
        }
        ExchangeRecord record = gateway.settled(before + 1).get(before);
        Usage usage = record.usage();
        TestGateway.await(() -> provider.stats().all().inFlight() == 0);
        assertThat(Math.max(0, usage.input())).isEqualTo(provider.stats().promptTokens() - prompt);
        assertThat(Math.max(0, usage.output())).isEqualTo(provider.stats().completionTokens() - completion);
        return usage;
    }
}
