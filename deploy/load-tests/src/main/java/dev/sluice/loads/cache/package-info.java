/** Proves cached answers: who gets which, what is counted of them, and what one costs. */
@NullMarked
package dev.sluice.loads.cache;

import org.jspecify.annotations.NullMarked;
