/** What every proof needs around it: where the gateway is, what its scrape and its process say, and the report. */
@NullMarked
package dev.sluice.loads.run;

import org.jspecify.annotations.NullMarked;
