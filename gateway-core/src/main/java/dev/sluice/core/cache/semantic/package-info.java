/**
 * Answers to questions that say nearly the same. A question's text becomes a vector, and the nearest one is looked for
 * among those of its own partition, never among others: what may differ is the wording of the last turn, and nothing
 * else.
 */
@NullMarked
package dev.sluice.core.cache.semantic;

import org.jspecify.annotations.NullMarked;
