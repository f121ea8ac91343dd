/** What all that reads or writes JSON has in common, on top of Jackson's streams of tokens. */
@NullMarked
package dev.sluice.core.json;

import org.jspecify.annotations.NullMarked;
