/**
 * Answers that are kept outside of the process: how they are written down, and what waits for it. Where they are kept
 * is up to the stores.
 */
@NullMarked
package dev.sluice.core.cache.kept;

import org.jspecify.annotations.NullMarked;
