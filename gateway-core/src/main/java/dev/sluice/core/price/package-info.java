/** What tokens cost: prices from the configuration and from files, compiled to whole pico-dollars. */
@NullMarked
package dev.sluice.core.price;

import org.jspecify.annotations.NullMarked;
