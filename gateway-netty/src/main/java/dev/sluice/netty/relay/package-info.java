/**
 * How an answer's bytes go from a provider to a client: untouched, looked at as they pass, and no faster than they are
 * taken.
 */
@NullMarked
package dev.sluice.netty.relay;

import org.jspecify.annotations.NullMarked;
