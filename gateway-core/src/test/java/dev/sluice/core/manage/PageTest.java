package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.manage.Page.Cut;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PageTest {

    private static Page<String> page(List<String> all, Cut cut) {
        return Page.of(all, Function.identity(), cut);
    }

    @Test
    void goesThroughAListByNameInPages() {
        List<String> names = List.of("d", "a", "c", "e", "b");

        Page<String> first = page(names, new Cut(null, 2));
        Page<String> second = page(names, new Cut(first.next(), 2));
        Page<String> third = page(names, new Cut(second.next(), 2));

        assertThat(first).isEqualTo(new Page<>(List.of("a", "b"), "b"));
        assertThat(second).isEqualTo(new Page<>(List.of("c", "d"), "d"));
        assertThat(third).isEqualTo(new Page<>(List.of("e"), null));
    }

    @Test
    void saysThatAPageWhichIsJustFullIsTheLast() {
        assertThat(page(List.of("a", "b"), new Cut(null, 2)).next()).isNull();
    }

    @Test
    void neitherHidesNorRepeatsAnythingWhenTheLastNameOfAPageIsDeleted() {
        List<String> names = new ArrayList<>(List.of("a", "b", "c"));
        Page<String> first = page(names, new Cut(null, 2));
        names.remove("b");

        assertThat(page(names, new Cut(first.next(), 2)).items()).containsExactly("c");
    }
}
