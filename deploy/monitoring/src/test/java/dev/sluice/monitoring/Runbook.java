package dev.sluice.monitoring;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a runbook that a program can use. */
public final class Runbook {

    private static final Pattern QUERY = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL);

    private Runbook() {}

    /** Its queries, in order. */
    public static List<String> queries(String runbook) {
        Matcher found = QUERY.matcher(runbook);
        return found.results().map(query -> query.group(1).strip()).toList();
    }
}
