/**
 * What the tests of the data path share: a gateway on port 0, an upstream that does as it is told, a client of raw
 * bytes.
 */
@NullMarked
package dev.sluice.netty.testing;

import org.jspecify.annotations.NullMarked;
