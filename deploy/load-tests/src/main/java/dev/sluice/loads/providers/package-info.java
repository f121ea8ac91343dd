/** The proofs of what clients notice of keys that are refused and of providers that fail or are slow: nothing. */
@NullMarked
package dev.sluice.loads.providers;

import org.jspecify.annotations.NullMarked;
