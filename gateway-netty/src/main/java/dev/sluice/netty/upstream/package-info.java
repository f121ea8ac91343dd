/** Connections to providers: one pool an origin and event loop, and the answer of one attempt. */
@NullMarked
package dev.sluice.netty.upstream;

import org.jspecify.annotations.NullMarked;
