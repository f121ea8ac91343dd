package dev.sluice.netty.simulate;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        description = "Runs the simulated provider: an OpenAI-like server with scripted latency, tokens and faults.",
        footer = {
            "",
            "Each request may change the script, by headers (x-sim-tokens: 50, x-sim-fault: cut, …) or in its model's"
                    + " name (gpt-4o+tokens=50+interval=20ms+fault=cut+fault-after=3). What it counted is at"
                    + " /_sim/stats, the last request at /_sim/last."
        })
public final class SimulateCommand implements Callable<Integer> {

    private final Map<String, String> script = new LinkedHashMap<>();
    private final List<String> keys = new ArrayList<>();
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

    @Option(names = "--key", paramLabel = "KEY", description = "An API key it accepts; may be repeated. None: any")
    void key(List<String> accepted) {
        keys.addAll(accepted);
    }

    @Option(names = "--models", paramLabel = "NAME", split = ",", description = "What /v1/models lists")
    void models(List<String> listed) {
        models = List.copyOf(listed);
    }

    @Option(names = "--tokens", paramLabel = "N", description = "Tokens of an answer, 0 to 1000000. Default: 16")
    void tokens(String value) {
        script.put("tokens", value);
    }

    @Option(names = "--token-bytes", paramLabel = "SIZE", description = "Size of a token. Default: natural words")
    void tokenBytes(String value) {
        script.put("token-bytes", value);
    }

    @Option(names = "--bytes", paramLabel = "SIZE", description = "Size of the text. Default: natural words")
    void bytes(String value) {
        script.put("bytes", value);
    }

    @Option(
            names = {"--first-token-delay", "--delay"},
            paramLabel = "TIME",
            description = "From the request to the head")
    void delay(String value) {
        script.put("delay", value);
    }

    @Option(names = "--interval", paramLabel = "TIME", description = "Between tokens; a unary answer waits for all")
    void interval(String value) {
        script.put("interval", value);
    }

    @Option(names = "--jitter", paramLabel = "SHARE", description = "By how much intervals vary, 0 to 1")
    void jitter(String value) {
        script.put("jitter", value);
    }

    @Option(names = "--seed", paramLabel = "N", description = "What the jitter is drawn from")
    void seed(String value) {
        script.put("seed", value);
    }

    @Option(names = "--usage", paramLabel = "on|off", description = "Whether usage is reported. Default: on")
    void usage(String value) {
        script.put("usage", value);
    }

    @Option(
            names = "--fault",
            paramLabel = "KIND",
            description = "none, status, close, cut, stall, garbage, garbage-chunk, reset, error-event or truncate")
    void fault(String value) {
        script.put("fault", value);
    }

    @Option(names = "--fault-after", paramLabel = "N", description = "Events that go out before the fault")
    void faultAfter(String value) {
        script.put("fault-after", value);
    }

    @Option(
            names = "--fault-bytes",
            paramLabel = "SIZE",
            description = "cut: bytes of the next event that still go out; truncate: bytes missing")
    void faultBytes(String value) {
        script.put("fault-bytes", value);
    }

    @Option(names = "--fault-hold", paramLabel = "TIME", description = "How long a stall lasts. Default: 10m")
    void faultHold(String value) {
        script.put("fault-hold", value);
    }

    @Option(names = "--fail-every", paramLabel = "N", description = "Only each N-th request fails")
    void failEvery(String value) {
        script.put("fail-every", value);
    }

    @Option(names = "--status", paramLabel = "N", description = "The status of --fault status. Default: 500")
    void status(String value) {
        script.put("status", value);
    }

    @Option(names = "--retry-after", paramLabel = "SECONDS", description = "The retry-after header of --fault status")
    void retryAfter(String value) {
        script.put("retry-after", value);
    }

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
            Script played = ScriptSettings.ofFlags(script).applyTo(Script.DEFAULT);
            return new Options(address(), threads, keys, models, played);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(here.commandLine(), String.valueOf(e.getMessage()), e);
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
