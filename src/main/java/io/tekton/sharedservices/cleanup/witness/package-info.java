/** Witnesses ownership: samples the process table, and keeps what it saw across restarts. */
@NullMarked
package io.tekton.sharedservices.cleanup.witness;

import org.jspecify.annotations.NullMarked;
