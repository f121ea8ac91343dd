/** Anthropic's messages, read and written. */
@NullMarked
package dev.sluice.core.dialect.translate.messages;

import org.jspecify.annotations.NullMarked;
