package dev.sluice.core.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * Which generation of the ledger has all that was ever folded of the segments in a folder, in the file
 * {@code generation} beside them: what is noted there need not be folded again at a start. Single-threaded.
 */
final class NotedGeneration {

    private final Path file;
    private @Nullable String noted;

    private NotedGeneration(Path file, String noted) {
        this.file = file;
        this.noted = noted;
    }

    /** Where nothing is noted it is that of a ledger that never loses anything. */
    static NotedGeneration in(Path folder) throws IOException {
        Path file = folder.resolve("generation");
        try {
            // Whatever bytes stand there: those that are no text are no generation either.
            return new NotedGeneration(file, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return new NotedGeneration(file, "");
        }
    }

    boolean is(String generation) {
        return generation.equals(noted);
    }

    /**
     * Before anything goes into another generation: were the one before to come back, it would not have that.
     *
     * @throws IOException when the file cannot be deleted; all has to be folded again all the same
     */
    void forget() throws IOException {
        noted = null;
        Files.deleteIfExists(file);
    }

    void note(String generation) throws IOException {
        Path written = Files.writeString(file.resolveSibling("generation.new"), generation);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        noted = generation;
    }
}
