/** The store in a Redis that several gateways share: a server, one that sentinels watch, or a cluster. */
@NullMarked
package dev.sluice.core.store.redis;

import org.jspecify.annotations.NullMarked;
