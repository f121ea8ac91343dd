/** Numbers for the values of labels, so that counters can be indexed by them. */
@NullMarked
package dev.sluice.core.label;

import org.jspecify.annotations.NullMarked;
