/**
 * HTTP/1.1 on the wire, strictly and without allocation: state machines that parse requests and answers out of the very
 * buffers that were read (RFC 9112), follow chunk framing in place, and write heads. They know sockets, handlers and
 * routes no more than those know syntax: what comes out of here is well-formed, what is not is refused.
 */
@NullMarked
package dev.sluice.netty.wire;

import org.jspecify.annotations.NullMarked;
