package dev.sluice.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentTest {

    @TempDir
    Path folder;

    @Test
    void leavesNoFileBehindThatCannotBeMadeWhole() {
        Path file = folder.resolve("loop-0-1.journal");

        // No size that can be mapped: it fails behind the header, as it does where the disk is full.
        assertThatThrownBy(() -> Segment.create(file, 1, -1)).isInstanceOf(IllegalArgumentException.class);

        assertThat(file).doesNotExist();
    }
}
