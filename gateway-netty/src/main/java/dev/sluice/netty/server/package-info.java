/** The data port: transport, pipeline, life and drain. */
@NullMarked
package dev.sluice.netty.server;

import org.jspecify.annotations.NullMarked;
