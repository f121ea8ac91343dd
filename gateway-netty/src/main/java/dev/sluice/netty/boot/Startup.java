package dev.sluice.netty.boot;

import dev.sluice.core.config.ConfigProblem;
import dev.sluice.core.config.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a gateway as a process: from its configuration file until it is told to stop. */
final class Startup {

    private Startup() {}

    /**
     * What the demo adds.
     *
     * @param adminPassword logs in on the admin port while no users are configured; null: nobody does
     * @param started is told when the gateway answers
     * @param stopped runs when it has stopped
     */
    record Extras(@Nullable String adminPassword, Consumer<Assembly> started, Runnable stopped) {
        static final Extras NONE = new Extras(null, Startup::announce, () -> {});
    }

    /** Runs until the process is told to stop; the exit code. */
    static int run(Path file, Extras extras) {
        Assembly gateway = start(file, extras.adminPassword());
        if (gateway == null) {
            extras.stopped().run();
            return 1;
        }
        HangUp.onSignal(gateway::reload);
        CountDownLatch over = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            gateway.close();
                            extras.stopped().run();
                            over.countDown();
                        },
                        "drain"));
        extras.started().accept(gateway);
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /** Null when it could not be started, which has been told. */
    private static @Nullable Assembly start(Path file, @Nullable String adminPassword) {
        try {
            Verdict<Foundations> verdict = Foundations.open(file, ThisProcess.platform());
            if (verdict instanceof Verdict.Accepted<Foundations> accepted) {
                return Assembly.start(accepted.value(), adminPassword);
            }
            print(file, ((Verdict.Refused<Foundations>) verdict).problems());
        } catch (IllegalStateException | IOException e) {
            System.err.println(e.getMessage());
        }
        return null;
    }

    /** Prints problems, one a line. */
    static void print(Path file, List<ConfigProblem> problems) {
        for (ConfigProblem problem : problems) {
            System.err.println(file + ": " + problem);
        }
        System.err.println(problems.size() == 1 ? "1 problem" : problems.size() + " problems");
    }

    private static void announce(Assembly gateway) {
        System.err.println("sluice " + Version.text() + " listens on " + gateway.dataUrl() + ", admin port on "
                + gateway.adminUrl());
    }
}
