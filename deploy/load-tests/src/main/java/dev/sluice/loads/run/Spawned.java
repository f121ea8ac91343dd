package dev.sluice.loads.run;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Processes that live as long as a proof; what they print goes to the proof's error output. */
final class Spawned implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();

    private Spawned() {}

    /**
     * Starts commands, their words parted by spaces, in order. Behind {@code >} may stand the file that takes what a
     * command prints.
     */
    static Spawned of(List<String> commands) throws IOException {
        Spawned spawned = new Spawned();
        try {
            for (String command : commands) {
                spawned.processes.add(start(command));
            }
        } catch (IOException e) {
            spawned.close();
            throw e;
        }
        return spawned;
    }

    private static Process start(String command) throws IOException {
        String[] parts = command.split(">", 2);
        ProcessBuilder builder = new ProcessBuilder(parts[0].trim().split("\\s+"));
        if (parts.length == 1) {
            return builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("/dev/stderr")))
                    .start();
        }
        return builder.redirectError(ProcessBuilder.Redirect.appendTo(new File("/dev/stderr")))
                .redirectOutput(new File(parts[1].trim()))
                .start();
    }

    OptionalLong lastPid() {
        return processes.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(processes.get(processes.size() - 1).pid());
    }

    @Override
    public void close() {
        for (int i = processes.size() - 1; i >= 0; i--) {
            end(processes.get(i));
        }
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
