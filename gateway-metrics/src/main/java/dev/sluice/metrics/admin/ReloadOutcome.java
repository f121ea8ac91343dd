package dev.sluice.metrics.admin;

import java.util.List;

/** How a reload ended. */
public sealed interface ReloadOutcome {

    /** A new configuration is in force. */
    record Applied(long version) implements ReloadOutcome {}

    /** The old configuration is still in force. */
    record Refused(List<Problem> problems) implements ReloadOutcome {

        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /** What is wrong, and where in the file. */
    record Problem(String path, String message) {}
}
