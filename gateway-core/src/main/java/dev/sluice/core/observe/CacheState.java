package dev.sluice.core.observe;

import java.util.List;

/** The levels of the caches of answers, pulled at a scrape from any thread; cheap, and never blocks. */
@FunctionalInterface
public interface CacheState {

    /** One each. */
    List<CacheLevel> caches();
}
