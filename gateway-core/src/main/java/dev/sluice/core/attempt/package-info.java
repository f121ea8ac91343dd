/** What comes after what: the attempts of one request, decided without a byte being touched. */
@NullMarked
package dev.sluice.core.attempt;

import org.jspecify.annotations.NullMarked;
