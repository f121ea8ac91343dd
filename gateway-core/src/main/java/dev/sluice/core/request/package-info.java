/** What a request asks for: its method and endpoint, what a look into its body finds, what it used. */
@NullMarked
package dev.sluice.core.request;

import org.jspecify.annotations.NullMarked;
