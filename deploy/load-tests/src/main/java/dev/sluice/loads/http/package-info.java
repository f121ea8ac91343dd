/**
 * A plain HTTP/1.1 client that hides nothing: the bytes of an answer as they came, and how it ended. Blocking for the
 * few, on one selector for the many.
 */
@NullMarked
package dev.sluice.loads.http;

import org.jspecify.annotations.NullMarked;
