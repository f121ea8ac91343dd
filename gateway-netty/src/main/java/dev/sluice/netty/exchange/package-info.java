/** One exchange from socket to socket: a client's request, the attempts made for it, the answer, the settlement. */
@NullMarked
package dev.sluice.netty.exchange;

import org.jspecify.annotations.NullMarked;
