/** Wire protocols: where a dialect keeps the model, how it reports usage, how it says that something failed. */
@NullMarked
package dev.sluice.core.dialect;

import org.jspecify.annotations.NullMarked;
