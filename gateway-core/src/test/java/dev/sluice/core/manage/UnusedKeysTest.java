package dev.sluice.core.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.provider.KeySource;
import dev.sluice.core.provider.KeyState;
import dev.sluice.core.store.StoredKey;
import org.junit.jupiter.api.Test;

class UnusedKeysTest {

    private final UnusedKeys unused = new UnusedKeys();

    private static StoredKey row(String provider, String name) {
        return new StoredKey(provider, name, KeySource.API, "sealed", "", 1, KeyState.ACTIVE, 0, "", 0, false, 0);
    }

    @Test
    void saysEachReasonOnceWithACountAndTheGroups() {
        unused.add(row("openai", "a"), "encrypted under the key 0a0a0a0a");
        unused.add(row("openai", "b"), "encrypted under the key 0b0b0b0b");
        unused.add(row("azure", "c"), "encrypted under the key 0a0a0a0a");

        assertThat(unused.lines())
                .containsExactly(
                        "stored keys that are not used: 2 of openai, azure, the first is a: encrypted under the key"
                                + " 0a0a0a0a",
                        "stored keys that are not used: 1 of openai, the first is b: encrypted under the key 0b0b0b0b");
    }

    @Test
    void namesTenGroupsAtTheMost() {
        for (int i = 0; i < 1_000; i++) {
            unused.add(row("group-" + i % 12, "key-" + i), "why");
        }

        assertThat(unused.lines())
                .singleElement()
                .asString()
                .contains("1000 of group-0, ")
                .contains("group-9 and 2 more, the first is key-0")
                .doesNotContain("group-10");
    }

    @Test
    void saysNothingWhereAllAreUsed() {
        assertThat(unused.lines()).isEmpty();
    }
}
