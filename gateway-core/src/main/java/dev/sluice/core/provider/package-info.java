/** Who answers: providers, where they are reached and with which keys. */
@NullMarked
package dev.sluice.core.provider;

import org.jspecify.annotations.NullMarked;
