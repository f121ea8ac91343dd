/** Puts everything together: the commands, and the one place that says new for what lives long. */
@NullMarked
package dev.sluice.netty.boot;

import org.jspecify.annotations.NullMarked;
