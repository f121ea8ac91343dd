package dev.sluice.core.price;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.price.PriceSource.Good;
import dev.sluice.core.price.PriceSource.Look;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The price book in force, for the life of the process: a reload or a changed file swaps it atomically. Thread-safe:
 * {@link #current} and {@link #reading} are volatile reads; {@link #apply} and {@link #poll} read files, one after
 * another, so they are not for event loops.
 */
public final class PriceBooks {

    private static final int VERSION_DIGITS = 12;

    private final Clock clock;
    private Map<Path, PriceSource> sources = new LinkedHashMap<>();
    private PriceSettings settings = PriceSettings.NONE;
    private long refusals;
    private volatile PriceBook current = new PriceBook(Map.of(), Map.of(), OnUnknown.DEFAULT, "");
    private volatile Level level = new Level(0, 0, -1, 0);

    /** What {@link Reading} is told from. */
    private record Level(int entries, int refusedEntries, long oldestMillis, long refusals) {}

    /**
     * How the price files do.
     *
     * @param entries models that have a price from a file
     * @param refusedEntries entries of the files in force that were refused
     * @param ageMillis since the oldest file in force was changed; -1: there is none
     * @param refusals how often a file was refused as a whole
     */
    public record Reading(int entries, int refusedEntries, long ageMillis, long refusals) {}

    /** @param clock what the age of files is told by */
    public PriceBooks(Clock clock) {
        this.clock = clock;
    }

    /** The prices in force. */
    public PriceBook current() {
        return current;
    }

    /** How the price files do now. */
    public Reading reading() {
        Level now = level;
        long age = now.oldestMillis() < 0 ? -1 : Math.max(0, clock.millis() - now.oldestMillis());
        return new Reading(now.entries(), now.refusedEntries(), age, now.refusals());
    }

    /** From here on prices come from elsewhere; all files are read. */
    public synchronized void apply(PriceSettings next) {
        Map<Path, PriceSource> named = new LinkedHashMap<>();
        for (Path path : next.files()) {
            // What a file said when it was good is kept over a reload.
            named.put(path, sources.getOrDefault(path, new PriceSource(path)));
        }
        sources = named;
        settings = next;
        for (PriceSource source : sources.values()) {
            count(source.lookAgain());
        }
        compile();
    }

    /** Reads the files that have changed. */
    public synchronized void poll() {
        boolean changed = false;
        for (PriceSource source : sources.values()) {
            changed |= count(source.look()) != Look.UNCHANGED;
        }
        if (changed) {
            compile();
        }
    }

    private Look count(Look look) {
        refusals += look == Look.REFUSED ? 1 : 0;
        return look;
    }

    private void compile() {
        Map<String, Price> prices = new HashMap<>();
        int refused = 0;
        long oldest = -1;
        for (PriceSource source : sources.values()) {
            Good good = source.good();
            good.file().prices().forEach(prices::putIfAbsent);
            refused += good.file().refused().size();
            if (good.isThere() && (oldest < 0 || good.modifiedMillis() < oldest)) {
                oldest = good.modifiedMillis();
            }
        }
        current = new PriceBook(settings.models(), prices, settings.onUnknown(), version(sources.values()));
        level = new Level(prices.size(), refused, oldest, refusals);
    }

    private String version(Collection<PriceSource> of) {
        StringBuilder all = new StringBuilder(settings.digest());
        of.forEach(source -> all.append(' ').append(source.good().digest()));
        return PriceSource.digest(all.toString().getBytes(UTF_8)).substring(0, VERSION_DIGITS);
    }
}
