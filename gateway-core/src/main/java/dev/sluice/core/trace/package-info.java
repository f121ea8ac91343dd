/** Traces over several services, as W3C Trace Context has them: what comes with a request, and what is told of it. */
@NullMarked
package dev.sluice.core.trace;

import org.jspecify.annotations.NullMarked;
