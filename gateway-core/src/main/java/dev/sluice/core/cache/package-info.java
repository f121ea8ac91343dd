/**
 * Answers that are given again: what a request is looked up under, which requests and answers qualify, and the caches
 * themselves. An answer never reaches anybody outside of the partition in which it was made: tenant, role, model, and
 * all of the request but its last turn are part of what it is found by.
 */
@NullMarked
package dev.sluice.core.cache;

import org.jspecify.annotations.NullMarked;
