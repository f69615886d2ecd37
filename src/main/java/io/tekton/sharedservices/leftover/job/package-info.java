/** The cleanup of leftovers as a job. */
@NullMarked
package io.tekton.sharedservices.leftover.job;

import org.jspecify.annotations.NullMarked;
