/** The live page: one document, put together from the files beside this package. */
@NullMarked
package dev.sluice.metrics.page;

import org.jspecify.annotations.NullMarked;
