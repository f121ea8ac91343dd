package dev.sluice.netty.exchange;

import dev.sluice.core.cache.Asker;
import dev.sluice.core.cache.Controls;
import dev.sluice.core.cache.Told;

/**
 * What caches need to know of a request but its body: it is the same for all requests of a client that have the same
 * head. Immutable.
 *
 * @param told what the key of the request is made of but the body
 */
record Preamble(Asker asker, Controls controls, Told told) {}
