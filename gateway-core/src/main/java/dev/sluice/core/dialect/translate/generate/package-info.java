/** Gemini's generateContent, read and written. */
@NullMarked
package dev.sluice.core.dialect.translate.generate;

import org.jspecify.annotations.NullMarked;
