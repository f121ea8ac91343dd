package dev.sluice.core.config;

import java.util.List;

/** What became of a configuration: taken, or refused with everything that is wrong with it. */
public sealed interface Verdict<T> {

    /** It is good; {@code value} is what came of it. */
    record Accepted<T>(T value) implements Verdict<T> {}

    /** It is not, and nothing came of it; there is at least one problem. */
    record Refused<T>(List<ConfigProblem> problems) implements Verdict<T> {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
