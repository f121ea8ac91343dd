/** Whole-gateway scenarios: a real gateway between real sockets, seen from the outside. */
@NullMarked
package dev.sluice.netty.scenario;

import org.jspecify.annotations.NullMarked;
