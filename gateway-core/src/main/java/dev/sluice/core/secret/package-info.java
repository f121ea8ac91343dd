/** Values that must never be shown: keys and passwords, masked wherever they could be printed. */
@NullMarked
package dev.sluice.core.secret;

import org.jspecify.annotations.NullMarked;
