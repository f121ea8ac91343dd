/** OpenAI's responses, read and written. */
@NullMarked
package dev.sluice.core.dialect.translate.responses;

import org.jspecify.annotations.NullMarked;
