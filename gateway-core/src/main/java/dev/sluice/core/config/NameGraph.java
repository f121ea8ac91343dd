package dev.sluice.core.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Things of the file that refer to each other by name: whether they do so in a circle, and in which order each comes
 * after what it refers to. Names that nothing has are passed over. Takes no stack, however long a chain is. Immutable.
 */
final class NameGraph {

    /**
     * A circle.
     *
     * @param node place of the one whose reference closes it
     * @param reference place of that reference among its references
     * @param names all of them, as {@code a > b > a}
     */
    record Circle(int node, int reference, String names) {}

    /** One that is being looked into, and how far. */
    private static final class Step {
        private final int node;
        private int next;

        Step(int node) {
            this.node = node;
        }
    }

    private final List<String> names = new ArrayList<>();
    private final List<List<String>> references = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final List<Circle> circles = new ArrayList<>();
    private final List<Integer> order = new ArrayList<>();

    private NameGraph() {}

    static <T> NameGraph of(List<T> nodes, Function<T, String> name, Function<T, List<String>> references) {
        NameGraph graph = new NameGraph();
        for (T node : nodes) {
            graph.places.putIfAbsent(name.apply(node), graph.names.size());
            graph.names.add(name.apply(node));
            graph.references.add(references.apply(node));
        }
        graph.walk();
        return graph;
    }

    List<Circle> circles() {
        return circles;
    }

    /** The places of all, each after those that it refers to, but for what is in a circle. */
    List<Integer> order() {
        return order;
    }

    private void walk() {
        boolean[] seen = new boolean[names.size()];
        boolean[] onWay = new boolean[names.size()];
        for (int start = 0; start < names.size(); start++) {
            if (!seen[start]) {
                seen[start] = true;
                walk(start, seen, onWay);
            }
        }
    }

    /** Leaves nothing on the way behind. */
    private void walk(int start, boolean[] seen, boolean[] onWay) {
        // From the start, which is last, to the one that is looked into.
        Deque<Step> way = new ArrayDeque<>();
        way.push(new Step(start));
        onWay[start] = true;
        while (!way.isEmpty()) {
            Step step = way.element();
            if (step.next == references.get(step.node).size()) {
                onWay[step.node] = false;
                order.add(way.pop().node);
                continue;
            }
            Integer to = places.get(references.get(step.node).get(step.next++));
            if (to != null && onWay[to]) {
                circles.add(new Circle(step.node, step.next - 1, circle(way, to)));
            } else if (to != null && !seen[to]) {
                seen[to] = true;
                onWay[to] = true;
                way.push(new Step(to));
            }
        }
    }

    private String circle(Deque<Step> way, int from) {
        StringBuilder circle = new StringBuilder(names.get(from));
        for (Step step : way) {
            circle.insert(0, names.get(step.node) + " > ");
            if (step.node == from) {
                break;
            }
        }
        return circle.toString();
    }
}
