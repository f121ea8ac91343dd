/** What operators do while the gateway runs: providers' keys, their validation, breakers, accounts, caches. */
@NullMarked
package dev.sluice.core.manage;

import org.jspecify.annotations.NullMarked;
