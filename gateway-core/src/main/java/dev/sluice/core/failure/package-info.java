/**
 * What goes wrong and is expected to: a failure is a value with a source, a status and a code, rendered in one place.
 */
@NullMarked
package dev.sluice.core.failure;

import org.jspecify.annotations.NullMarked;
