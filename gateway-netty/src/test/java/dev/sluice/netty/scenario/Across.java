package dev.sluice.netty.scenario;

import dev.sluice.netty.simulate.Options;
import dev.sluice.netty.simulate.SimulatedProvider;
import dev.sluice.netty.testing.TestGateway;
import java.util.List;

/**
 * A gateway in front of a simulated provider that speaks every dialect: models {@code claude…}, {@code gemini…} and
 * {@code gpt…}, and {@code reasoner…} for OpenAI's responses, with a word behind it for what goes wrong there.
 */
record Across(SimulatedProvider provider, TestGateway gateway) implements AutoCloseable {

    static final String KEY = "client-key-0123456789";

    private static final List<String> SCRIPTS = List.of(
            "+tokens=16",
            "-thinking+thinking=4",
            "-refused+status=400",
            "-missing+status=404",
            "-failing+status=500",
            "-overloaded+status=529",
            "-breaking+status=529+fault=error-event+fault-after=7",
            "-starting+status=529+fault=created-error",
            "-cut+fault=cut+fault-after=7",
            // A key that is limited or refused cools or is lost: it is another provider's.
            "-limited+status=429+retry-after=1",
            "-denied+status=401");

    static Across start() {
        SimulatedProvider provider = SimulatedProvider.start(Options.loopback().withKeys(List.of("sk-upstream")));
        StringBuilder providers = new StringBuilder("providers:\n");
        StringBuilder models = new StringBuilder("models:\n");
        add(providers, models, "claude", "dialect: anthropic", provider.url());
        add(providers, models, "gemini", "dialect: gemini", provider.url());
        add(providers, models, "gpt", "dialect: openai, serves: [ chat_completions ]", provider.url());
        add(providers, models, "reasoner", "dialect: openai, serves: [ responses ]", provider.url());
        return new Across(provider, TestGateway.start(providers.toString() + models + """
                auth: { mode: keys, keys: [ { id: sdk, value: %s } ] }
                """.formatted(KEY)));
    }

    private static void add(StringBuilder providers, StringBuilder models, String name, String what, String url) {
        for (String script : SCRIPTS) {
            String own = name + script.substring(0, script.indexOf('+'));
            providers.append("  - { name: \"%s\", %s, base_url: \"%s\", keys: [ { name: k, value: sk-upstream } ] }\n"
                    .formatted(own, what, url));
            models.append("  - { name: \"%s\", targets: [ { provider: \"%s\", model: \"m%s\" } ] }\n"
                    .formatted(own, own, script.substring(script.indexOf('+'))));
        }
    }

    /** What the provider was asked last. */
    String asked() {
        return new String(provider.last().orElseThrow().body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        gateway.close();
        provider.close();
    }
}
