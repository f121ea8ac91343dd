/** From a model's name to the targets that serve it. */
@NullMarked
package dev.sluice.core.routing;

import org.jspecify.annotations.NullMarked;
