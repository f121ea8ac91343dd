/** OpenAI's chat completions, read and written. */
@NullMarked
package dev.sluice.core.dialect.translate.completions;

import org.jspecify.annotations.NullMarked;
