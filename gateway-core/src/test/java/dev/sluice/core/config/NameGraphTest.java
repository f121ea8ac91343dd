package dev.sluice.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NameGraphTest {

    private static NameGraph graph(List<String> names, Map<String, List<String>> references) {
        return NameGraph.of(names, name -> name, name -> references.getOrDefault(name, List.of()));
    }

    @Test
    void tellsEachCircleOnceAndByTheReferenceThatClosesIt() {
        NameGraph graph = graph(
                List.of("a", "b", "c", "d"),
                Map.of("a", List.of("b"), "b", List.of("x", "c"), "c", List.of("a", "b"), "d", List.of("d", "a")));

        assertThat(graph.circles())
                .containsExactly(
                        new NameGraph.Circle(2, 0, "a > b > c > a"),
                        new NameGraph.Circle(2, 1, "b > c > b"),
                        new NameGraph.Circle(3, 0, "d > d"));
    }

    @Test
    void comesToEverythingAfterWhatItRefersTo() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int size = 1 + random.nextInt(20);
            List<Integer> nodes =
                    new ArrayList<>(IntStream.range(0, size).boxed().toList());
            Collections.shuffle(nodes, random);
            // Without a circle: each refers to smaller ones only.
            Map<Integer, List<String>> references = new java.util.HashMap<>();
            for (int node : nodes) {
                references.put(
                        node,
                        IntStream.range(0, node)
                                .filter(other -> random.nextInt(3) == 0)
                                .mapToObj(String::valueOf)
                                .toList());
            }

            NameGraph graph = NameGraph.of(nodes, String::valueOf, references::get);

            assertThat(graph.circles()).as("seed %d", seed).isEmpty();
            List<Integer> order = graph.order().stream().map(nodes::get).toList();
            assertThat(order).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(nodes);
            for (int node : nodes) {
                for (String other : references.get(node)) {
                    assertThat(order.indexOf(Integer.valueOf(other)))
                            .as("seed %d", seed)
                            .isLessThan(order.indexOf(node));
                }
            }
        }
    }

    @Test
    void takesChainsOfAnyLength() {
        int length = 300_000;
        List<Integer> nodes = IntStream.range(0, length).boxed().toList();

        NameGraph graph = NameGraph.of(nodes, String::valueOf, node -> List.of(String.valueOf((node + 1) % length)));

        assertThat(graph.circles()).hasSize(1);
        assertThat(graph.order()).hasSize(length);
    }
}
