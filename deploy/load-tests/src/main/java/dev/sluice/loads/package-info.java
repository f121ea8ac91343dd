/**
 * Puts load on a running gateway: the scenarios of Gatling, and the programs that prove figures and exit with 1 where
 * they do not hold.
 */
@NullMarked
package dev.sluice.loads;

import org.jspecify.annotations.NullMarked;
