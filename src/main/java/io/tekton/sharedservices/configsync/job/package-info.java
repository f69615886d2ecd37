/** The configuration sync as a job of the scheduler. */
@NullMarked
package io.tekton.sharedservices.configsync.job;

import org.jspecify.annotations.NullMarked;
