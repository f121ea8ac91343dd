package dev.sluice.core.price;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A price file, and what it said when it was last good. What is no JSON, or lost more than half of the models that were
 * there before, is refused, and what was good before stays. Guarded by its {@link PriceBooks}; reads files, so not for
 * event loops.
 */
final class PriceSource {

    private static final Logger LOG = LoggerFactory.getLogger(PriceSource.class);
    private static final long MOST_BYTES = 64L << 20;
    private static final int ENTRIES_TOLD = 5;

    private final Path path;
    private Stamp seen = Stamp.NEVER;
    private Good good = Good.NOTHING;

    /** When and how long a file was; it has changed when that has. */
    private record Stamp(
            long modifiedMillis, long size, @Nullable Object fileKey) {
        static final Stamp NEVER = new Stamp(-1, -1, null);
        static final Stamp MISSING = new Stamp(-2, -1, null);
    }

    /** What a file said. */
    record Good(PriceFile file, long modifiedMillis, String digest) {
        static final Good NOTHING = new Good(new PriceFile(Map.of(), Map.of()), -1, "");

        /** Whether the file was ever read. */
        boolean isThere() {
            return modifiedMillis >= 0;
        }
    }

    /** What a look at a file came to. */
    enum Look {
        UNCHANGED,
        TAKEN,
        REFUSED
    }

    PriceSource(Path path) {
        this.path = path;
    }

    Good good() {
        return good;
    }

    /** Reads the file if it is another one than at the last look. */
    Look look() {
        Stamp now = stamp();
        if (now.equals(seen)) {
            return Look.UNCHANGED;
        }
        return read(now);
    }

    /** Reads the file whether it has changed or not. */
    Look lookAgain() {
        return read(stamp());
    }

    private Look read(Stamp now) {
        seen = now;
        try {
            if (now.size() > MOST_BYTES) {
                return refuse("is larger than " + MOST_BYTES + " bytes");
            }
            byte[] bytes = Files.readAllBytes(path);
            return judge(PriceFile.read(bytes), now, digest(bytes));
        } catch (JsonProcessingException e) {
            return refuse("is broken: " + e.getOriginalMessage() + " (line " + line(e) + ")");
        } catch (IOException e) {
            return refuse("cannot be read: " + firstLine(e));
        }
    }

    private Look judge(PriceFile file, Stamp now, String digest) {
        Map<String, Price> before = good.file().prices();
        long kept = before.keySet().stream().filter(file.prices()::containsKey).count();
        if (2 * kept < before.size()) {
            return refuse("has only " + kept + " of the " + before.size() + " models it had before");
        }
        if (!digest.equals(good.digest())) {
            tell(file);
        }
        good = new Good(file, now.modifiedMillis(), digest);
        return Look.TAKEN;
    }

    private void tell(PriceFile file) {
        LOG.info("{}: prices of {} models", path, file.prices().size());
        if (!file.refused().isEmpty()) {
            LOG.warn(
                    "{}: {} entries refused, among them {}",
                    path,
                    file.refused().size(),
                    file.refused().entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .limit(ENTRIES_TOLD)
                            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                            .toList());
        }
    }

    private Look refuse(String why) {
        LOG.warn(
                "{} {}: {}",
                path,
                why,
                good.isThere() ? "the prices read before stay in force" : "its models have no price");
        return Look.REFUSED;
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(file.lastModifiedTime().toMillis(), file.size(), file.fileKey());
        } catch (IOException e) {
            return Stamp.MISSING;
        }
    }

    private static int line(JsonProcessingException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
