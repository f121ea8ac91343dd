package dev.sluice.netty.simulate;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a provider charged: sums by model and key, and the last requests one by one. What has no place among the sums,
 * because there are so many models, is summed up under one name. Thread-safe: guarded by itself.
 */
final class Ledger {

    /** The model of what has no place. */
    static final String OTHERS = "others";

    private static final int MOST_SUMS = 1000;

    private final int kept;
    private final Deque<Line> lines = new ArrayDeque<>();
    private final Map<Payer, Sum> sums = new TreeMap<>();
    private long written;

    /** Who is charged for what. */
    record Payer(String model, String key) implements Comparable<Payer> {

        @Override
        public int compareTo(Payer other) {
            int byModel = model.compareTo(other.model);
            return byModel == 0 ? key.compareTo(other.key) : byModel;
        }
    }

    /**
     * Of some requests, all together.
     *
     * @param requests that cost something
     */
    record Sum(long requests, Billed billed) {

        private static final Sum NOTHING = new Sum(0, Billed.NOTHING);
    }

    /**
     * One request.
     *
     * @param number from 1 on
     * @param id what the client calls it; empty: nothing
     * @param status of its answer; 0: no head left
     * @param events or pieces of the body that left
     * @param reported whether its answer told what it costs, to the end
     */
    record Line(
            long number, String id, Payer payer, Outcome end, int status, int events, boolean reported, Billed billed) {

        private String json() {
            return "{\"number\":" + number + ",\"id\":" + Json.quoted(id) + ",\"model\":" + Json.quoted(payer.model())
                    + ",\"key\":" + Json.quoted(payer.key()) + ",\"end\":\"" + end.word() + "\",\"status\":" + status
                    + ",\"events\":" + events + ",\"reported\":" + reported + billed.members() + "}\n";
        }
    }

    Ledger(int kept) {
        this.kept = kept;
    }

    /** Enters a request, whatever number it has. */
    synchronized void enter(Line unnumbered) {
        written++;
        if (!unnumbered.billed().equals(Billed.NOTHING)) {
            Payer payer = unnumbered.payer();
            Payer counted = sums.containsKey(payer) || sums.size() < MOST_SUMS ? payer : new Payer(OTHERS, "");
            Sum sum = sums.getOrDefault(counted, Sum.NOTHING);
            sums.put(counted, new Sum(sum.requests() + 1, sum.billed().plus(unnumbered.billed())));
        }
        if (kept == 0) {
            return;
        }
        if (lines.size() == kept) {
            lines.removeFirst();
        }
        lines.addLast(new Line(
                written,
                unnumbered.id(),
                unnumbered.payer(),
                unnumbered.end(),
                unnumbered.status(),
                unnumbered.events(),
                unnumbered.reported(),
                unnumbered.billed()));
    }

    /** The sums as an array. */
    synchronized String sums() {
        StringBuilder json = new StringBuilder(256).append('[');
        sums.forEach((payer, sum) -> json.append(json.length() == 1 ? "" : ",")
                .append("{\"model\":")
                .append(Json.quoted(payer.model()))
                .append(",\"key\":")
                .append(Json.quoted(payer.key()))
                .append(",\"requests\":")
                .append(sum.requests())
                .append(sum.billed().members())
                .append('}'));
        return json.append(']').toString();
    }

    /** Of all requests, what was charged. */
    synchronized Billed all() {
        Billed all = Billed.NOTHING;
        for (Sum sum : sums.values()) {
            all = all.plus(sum.billed());
        }
        return all;
    }

    /** The requests behind this number that are kept, one a line. */
    synchronized String linesAfter(long number) {
        StringBuilder json = new StringBuilder(4096);
        for (Line line : lines) {
            if (line.number() > number) {
                json.append(line.json());
            }
        }
        return json.toString();
    }
}
