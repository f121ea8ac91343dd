/** Who is asking: client keys and how a credential becomes one. */
@NullMarked
package dev.sluice.core.account;

import org.jspecify.annotations.NullMarked;
