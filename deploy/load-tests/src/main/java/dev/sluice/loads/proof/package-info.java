/** The proofs of how the gateway bears clients that leave, that do not read, that drip, and that are many. */
@NullMarked
package dev.sluice.loads.proof;

import org.jspecify.annotations.NullMarked;
