package dev.sluice.loads.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a proof found: figures, and requirements that held or did not. Thread-safe. */
public final class Report {

    private static final int MAX_FAILURES = 20;

    private final String proof;
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private long failed;

    public Report(String proof) {
        this.proof = proof;
    }

    /** A figure, to be shown. */
    public synchronized void figure(String name, Object value) {
        figures.put(name, value);
    }

    /** Something that had to hold and did not; the first ones are shown, all are counted. */
    public synchronized void fail(String what) {
        failed++;
        if (failures.size() < MAX_FAILURES) {
            failures.add(what);
        }
    }

    /** Two numbers that have to be the same. */
    public void same(String what, long expected, long actual) {
        figure(what, actual);
        if (expected != actual) {
            fail(what + ": expected " + expected + ", found " + actual);
        }
    }

    /** A number that must not be passed. */
    public void atMost(String what, long bound, long actual) {
        figure(what, actual);
        if (actual > bound) {
            fail(what + ": " + actual + " is above " + bound);
        }
    }

    public synchronized long failed() {
        return failed;
    }

    /** Prints the report as JSON; the exit code is returned. */
    public int print() throws JsonProcessingException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("proof", proof);
        all.put("holds", failed == 0);
        all.putAll(figures);
        all.put("failed", failed);
        all.put("failures", failures);
        System.out.println(
                new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all));
        return failed == 0 ? 0 : 1;
    }
}
