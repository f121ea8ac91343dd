/** Spans of exchanges, in the words of OpenTelemetry's GenAI conventions, on their way to a collector. */
@NullMarked
package dev.sluice.metrics.trace;

import org.jspecify.annotations.NullMarked;
