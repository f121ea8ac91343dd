/** Measures what runs for each request and each event: nanoseconds and, with {@code -prof gc}, bytes allocated. */
@NullMarked
package dev.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
