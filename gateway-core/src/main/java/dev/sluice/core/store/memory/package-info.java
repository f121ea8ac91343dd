/** A store that forgets: for the demo, for tests, and where {@code store.kind} says so. */
@NullMarked
package dev.sluice.core.store.memory;

import org.jspecify.annotations.NullMarked;
