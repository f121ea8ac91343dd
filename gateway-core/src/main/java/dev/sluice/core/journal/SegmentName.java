package dev.sluice.core.journal;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a segment's file is called: whose it is, which one, and whether all of it is in the ledger. Of one that is, no
 * later life need settle what is open; it may still be folded again.
 *
 * @param number later ones have a higher one, whoever's they are
 */
record SegmentName(int loop, long number, boolean folded) {

    private static final Pattern FILE = Pattern.compile("loop-([0-9]{1,3})-([0-9]{1,10})\\.(journal|folded)");

    /** Null where a file is no segment. */
    static @Nullable SegmentName of(Path file) {
        Matcher name = FILE.matcher(String.valueOf(file.getFileName()));
        return name.matches()
                ? new SegmentName(
                        Integer.parseInt(name.group(1)),
                        Long.parseLong(name.group(2)),
                        name.group(3).equals("folded"))
                : null;
    }

    /** The same, when all of it is in the ledger. */
    SegmentName whenFolded() {
        return new SegmentName(loop, number, true);
    }

    /** The file of this name in a folder. */
    Path in(Path folder) {
        return folder.resolve("loop-" + loop + "-" + number + (folded ? ".folded" : ".journal"));
    }
}
