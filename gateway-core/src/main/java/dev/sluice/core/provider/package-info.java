/** Providers: where they are reached, in groups with pools of keys, and the rules of each group. */
@NullMarked
package dev.sluice.core.provider;

import org.jspecify.annotations.NullMarked;
