package dev.sluice.loads.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says whether a process may open as many files as a proof needs; to raise the limit is the user's to do. */
public final class Descriptors {

    private Descriptors() {}

    /** Fails the report when a process ({@code self} or its number) may open fewer than needed. */
    public static void require(Report report, String process, long needed) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", process, "limits"))) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring("Max open files".length()).trim().replaceAll("\\s.*", "");
                if (!soft.equals("unlimited") && Long.parseLong(soft) < needed) {
                    report.fail("process " + process + " may open " + soft + " files and needs " + needed
                            + ": raise it with ulimit -n");
                }
            }
        }
    }
}
