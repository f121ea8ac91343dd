/** A provider inside a proof, for the figures that need the client's and the provider's clock to be one. */
@NullMarked
package dev.sluice.loads.upstream;

import org.jspecify.annotations.NullMarked;
