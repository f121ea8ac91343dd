/**
 * Tokens that no provider reported, counted from what was seen: the text of prompts and answers is noted as it passes,
 * and counted with a tokenizer when it turns out to be needed.
 */
@NullMarked
package dev.sluice.core.estimate;

import org.jspecify.annotations.NullMarked;
