package dev.sluice.netty.simulate;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code gateway simulate}: runs a simulated provider until the process is told to stop, or the thread is interrupted.
 * Exit 1 where it cannot listen, 2 where a flag is wrong.
 */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        modelTransformer = ScriptFlags.class,
        description =
                "Runs the simulated provider: it speaks OpenAI, Anthropic and Gemini, with scripted latency, tokens and"
                        + " faults.",
        footer = {
            "",
            "Each request may change the script, by headers (x-sim-tokens: 50, x-sim-fault: cut, …) or in its model's"
                    + " name (gpt-4o+tokens=50+interval=20ms+fault=cut+fault-after=3). What it counted, of each"
                    + " key too, is at /_sim/stats, the last request at /_sim/last, what each of the last ones was"
                    + " billed at /_sim/ledger."
        })
public final class SimulateCommand implements Callable<Integer> {

    private List<String> models = Options.MODELS;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9001",
            description = "Where to listen; port 0 takes a free one. Default: ${DEFAULT-VALUE}")
    private String listen = "127.0.0.1:9001";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Event loops, 1 to 64. Default: ${DEFAULT-VALUE}")
    private int threads = 1;

    @Option(names = "--models", paramLabel = "NAME", split = ",", description = "What /v1/models lists")
    void models(List<String> listed) {
        models = List.copyOf(listed);
    }

    @Option(
            names = "--key",
            paramLabel = "NAME=VALUE[:BEHAVIOUR]",
            description = "An API key it knows, counts under its name, and treats as " + KeyBehaviour.ACCEPTS
                    + "; may be repeated")
    private List<String> keys = new ArrayList<>();

    @Option(names = "--strict-keys", description = "Refuse all other keys. Default: they are accepted, and so is none")
    private boolean strict;

    @Option(
            names = "--tokenizer",
            paramLabel = "KIND",
            defaultValue = "pieces",
            description = "How tokens are counted. pieces: four bytes of a prompt, each piece of an answer; o200k: as"
                    + " OpenAI's newer models do. Default: ${DEFAULT-VALUE}")
    private String tokenizer = "pieces";

    @Option(
            names = "--ledger-lines",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many requests /_sim/ledger tells of, the last ones, 0 to 1000000. Default:"
                    + " ${DEFAULT-VALUE}")
    private int ledgerLines = 1000;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec here = spec;
        if (here == null) {
            throw new IllegalStateException("picocli sets the specification");
        }
        PrintWriter out = here.commandLine().getOut();
        try (SimulatedProvider provider = SimulatedProvider.start(options(here))) {
            Runtime.getRuntime().addShutdownHook(new Thread(provider::close, "simulate-stop"));
            out.println("Simulated provider: " + provider.url() + "/v1");
            out.flush();
            new CountDownLatch(1).await();
            return 0;
        } catch (UncheckedIOException e) {
            here.commandLine().getErr().println(e.getMessage());
            return 1;
        }
    }

    private Options options(CommandSpec here) {
        try {
            ScriptSettings script =
                    ScriptSettings.ofFlags(ScriptFlags.of(here.commandLine().getParseResult()));
            List<KnownKey> known = keys.stream().map(SimulateCommand::key).toList();
            return new Options(address(), threads, known, strict, models, script.applyTo(Script.DEFAULT), accounting());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(here.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Options.Accounting accounting() {
        for (Tokenizer kind : Tokenizer.values()) {
            if (kind.word().equals(tokenizer)) {
                return new Options.Accounting(kind, ledgerLines);
            }
        }
        throw new IllegalArgumentException("--tokenizer: \"" + tokenizer + "\" is not pieces or o200k");
    }

    private static KnownKey key(String text) {
        try {
            return KnownKey.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--key: " + e.getMessage(), e);
        }
    }

    private InetSocketAddress address() {
        int colon = listen.lastIndexOf(':');
        String port = listen.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("--listen: \"" + listen + "\" is not HOST:PORT");
        }
        InetSocketAddress address = new InetSocketAddress(listen.substring(0, colon), Integer.parseInt(port));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("--listen: there is no host \"" + listen.substring(0, colon) + "\"");
        }
        return address;
    }
}
