package dev.sluice.core.manage;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list that is in the order of its names, so that what is added or deleted between two pages neither hides
 * nor repeats anything else.
 *
 * @param next where the following page begins: to be given as {@code after}; null at the end of the list
 */
public record Page<T>(List<T> items, @Nullable String next) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * Which part.
     *
     * @param after the name that the page begins behind; null: at the beginning
     * @param limit how many items at the most
     */
    public record Cut(@Nullable String after, int limit) {

        public static final int MOST = 1_000;
        public static final Cut FIRST = new Cut(null, 100);

        public Cut {
            if (limit < 1 || limit > MOST) {
                throw new IllegalArgumentException("a page has 1 to " + MOST + " items");
            }
        }
    }

    static <T> Page<T> of(List<T> all, Function<T, String> name, Cut cut) {
        String after = cut.after();
        List<T> following = all.stream()
                .filter(item -> after == null || name.apply(item).compareTo(after) > 0)
                .sorted(Comparator.comparing(name))
                .toList();
        if (following.size() <= cut.limit()) {
            return new Page<>(following, null);
        }
        List<T> items = following.subList(0, cut.limit());
        return new Page<>(items, name.apply(items.get(items.size() - 1)));
    }

    <R> Page<R> map(Function<T, R> step) {
        return new Page<>(items.stream().map(step).toList(), next);
    }
}
