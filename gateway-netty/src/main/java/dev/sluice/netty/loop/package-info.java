/** What every event loop has of its own: its deadlines, its probe, its listener. */
@NullMarked
package dev.sluice.netty.loop;

import org.jspecify.annotations.NullMarked;
