/**
 * What a person sees who looks at a running gateway: the last second in figures, the newest exchanges, and who is
 * watching.
 */
@NullMarked
package dev.sluice.metrics.live;

import org.jspecify.annotations.NullMarked;
