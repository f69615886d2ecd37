/** Counts around the parts, for Prometheus. */
@NullMarked
package io.tekton.sharedservices.metrics;

import org.jspecify.annotations.NullMarked;
