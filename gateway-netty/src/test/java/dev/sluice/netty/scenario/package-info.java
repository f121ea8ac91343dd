/** Whole gateways on loopback: what a client and an upstream see of each other. */
@NullMarked
package dev.sluice.netty.scenario;

import org.jspecify.annotations.NullMarked;
