/** Dashboards and rules: read from one readable source, rendered into what Grafana and Prometheus load. */
@NullMarked
package dev.sluice.monitoring;

import org.jspecify.annotations.NullMarked;
