package dev.sluice.loads.proof;

import dev.sluice.loads.http.Conversation;
import dev.sluice.loads.http.Ending;
import dev.sluice.loads.http.Loop;
import dev.sluice.loads.http.Request;
import dev.sluice.loads.http.Session;
import dev.sluice.loads.run.Gateway;
import dev.sluice.loads.run.Listen;
import dev.sluice.loads.run.Pulse;
import dev.sluice.loads.run.Report;
import dev.sluice.loads.upstream.Upstream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Clients that ask for a long stream and do not read it: the gateway's memory must not grow with what they do not take,
 * and when they read after all, nothing may be missing. The upstream is the proof's own.
 */
@Command(name = "slow-readers", description = "Memory does not grow with what clients do not read.")
public final class SlowReaders implements Callable<Integer> {

    private static final int WARM_UP = 20;

    @Mixin
    private Gateway gateway = new Gateway();

    @Mixin
    private Listen listen = new Listen();

    @Option(names = "--clients", defaultValue = "200", description = "How many (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--mib", defaultValue = "10", description = "Each one's answer (default: ${DEFAULT-VALUE}).")
    private int mib;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "How long they do not read, less than write_timeout (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--growth-mib", defaultValue = "100", description = "At the most (default: ${DEFAULT-VALUE}).")
    private int growthMib;

    @Option(names = "--model", defaultValue = "proof", description = "Served by the proof (default: ${DEFAULT-VALUE}).")
    private String model = "";

    @Override
    public Integer call() throws Exception {
        return gateway.prove(new Report("slow-readers"), this::prove);
    }

    private void prove(Report report) throws Exception {
        Flood flood = new Flood((long) mib << 20);
        Memory memory = new Memory(gateway);
        try (Upstream upstream = Upstream.start(listen.address(), flood);
                Loop loop = new Loop("clients")) {
            warmUp(loop, flood, report);
            long before = flood.given();
            memory.sample();
            Readers readers = new Readers(loop, clients, Eagerness.IDLE);
            Pulse.every(Duration.ofMillis(500), Duration.ofSeconds(seconds), memory::sample);
            report.figure("clients", clients);
            report.figure("asked_mib", (flood.length() * clients) >> 20);
            report.figure("taken_from_upstream_mib", (flood.given() - before) >> 20);
            memory.growthAtMost(growthMib, 0, report);
            readers.read();
            readers.await(flood.length(), report);
            if (upstream.failure() != null || loop.failure() != null) {
                report.fail("the proof itself failed: " + upstream.failure() + ", " + loop.failure());
            }
        }
    }

    /** The first streams pay for classes, compiled code and pools; they are read as they come. */
    private void warmUp(Loop loop, Flood flood, Report report) throws InterruptedException, IOException {
        new Readers(loop, WARM_UP, Eagerness.READING).await(flood.length(), report);
        Pulse.until(Duration.ofSeconds(5), Duration.ofMillis(100), () -> gateway.activeRequests() == 0);
    }

    private byte[] request() {
        Request request = Request.post("/v1/chat/completions", Gateway.streamBody(model, "a lot"));
        return gateway.authorised(request).bytes(gateway.authority());
    }

    private enum Eagerness {
        IDLE,
        READING
    }

    /** Some clients, each with one request. */
    private final class Readers {

        private final List<Reader> readers = new ArrayList<>();
        private final Loop loop;
        private final CountDownLatch reading;

        Readers(Loop loop, int count, Eagerness eagerness) {
            this.loop = loop;
            this.reading = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                Reader reader = new Reader(eagerness, reading);
                readers.add(reader);
                loop.execute(() -> reader.start(loop));
            }
        }

        /** Has them read after all. */
        void read() {
            loop.execute(() -> readers.forEach(Reader::read));
        }

        void await(long length, Report report) throws InterruptedException {
            if (!reading.await(120, TimeUnit.SECONDS)) {
                report.fail(reading.getCount() + " clients have not got their answer's end in 120 s");
            }
            for (Reader reader : readers) {
                if (reader.ending != Ending.COMPLETE || reader.conversation.length() != length) {
                    report.fail("a client did not get " + length + " bytes: " + reader.ending + ", "
                            + reader.conversation.describe());
                }
            }
        }
    }

    private final class Reader implements Conversation.Listener {

        private final Eagerness eagerness;
        private final CountDownLatch reading;
        private final Conversation conversation = new Conversation(this);
        private @Nullable Session session;
        private volatile @Nullable Ending ending;

        Reader(Eagerness eagerness, CountDownLatch reading) {
            this.eagerness = eagerness;
            this.reading = reading;
        }

        void start(Loop loop) {
            session = loop.connect(gateway.address(), conversation);
        }

        void read() {
            if (session != null) {
                session.resume();
            }
        }

        @Override
        public void connected(Session connected) {
            if (eagerness == Eagerness.IDLE) {
                connected.pause();
            }
            connected.send(request());
        }

        @Override
        public void ended(Ending how) {
            if (ending == null) {
                ending = how;
                if (session != null) {
                    session.close();
                }
                reading.countDown();
            }
        }
    }
}
