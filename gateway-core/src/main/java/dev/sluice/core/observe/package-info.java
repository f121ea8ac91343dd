/** The port through which the gateway tells what happens: events are pushed, levels are pulled. */
@NullMarked
package dev.sluice.core.observe;

import org.jspecify.annotations.NullMarked;
