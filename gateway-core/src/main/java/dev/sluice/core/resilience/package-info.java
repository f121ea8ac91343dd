/** What failures mean: who is tried again, who is left alone for a while, and how well everybody did lately. */
@NullMarked
package dev.sluice.core.resilience;

import org.jspecify.annotations.NullMarked;
