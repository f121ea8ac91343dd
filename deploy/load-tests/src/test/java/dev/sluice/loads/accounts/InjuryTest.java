package dev.sluice.loads.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InjuryTest {

    private static final int RECORD = 24;

    @TempDir
    private Path store;

    /** A segment of three records of 13 bytes each, and zeros behind them. */
    private byte[] segment() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(256).putLong(1).putLong(2);
        for (int i = 0; i < 3; i++) {
            int at = 16 + i * RECORD;
            bytes.putInt(at, 13).putInt(at + 4, 99);
            for (int b = 0; b < 13; b++) {
                bytes.put(at + 8 + b, (byte) 7);
            }
        }
        Files.createDirectories(store.resolve("journal/db"));
        Files.write(file(), bytes.array());
        return bytes.array();
    }

    private Path file() {
        return store.resolve("journal/db/loop-0-1.journal");
    }

    @Test
    void tearsTheLastRecordAndNothingElse() throws IOException {
        byte[] before = segment();

        assertThat(Injury.TEAR.inflict(store, 0)).isTrue();
        byte[] after = Files.readAllBytes(file());
        assertThat(after).startsWith(Arrays.copyOf(before, 16 + 2 * RECORD + 8 + 6));
        assertThat(Arrays.copyOfRange(after, 16 + 2 * RECORD + 8 + 6, after.length))
                .containsOnly(0);
    }

    @Test
    void damagesOneByteOfARecordThatHasOthersBehindIt() throws IOException {
        byte[] before = segment();

        for (int where = 0; where < 40; where++) {
            Files.write(file(), before);
            assertThat(Injury.DAMAGE.inflict(store, where)).isTrue();
            int at = Arrays.mismatch(before, Files.readAllBytes(file()));
            assertThat(at).isBetween(16 + 8, 16 + RECORD + 8 + 12);
        }
    }

    @Test
    void leavesAloneWhatHasHardlyAnything() throws IOException {
        assertThat(Injury.TEAR.inflict(store, 0)).isFalse();
    }
}
