/** The orphan cleanup as a job of the scheduler. */
@NullMarked
package io.tekton.sharedservices.cleanup.job;

import org.jspecify.annotations.NullMarked;
