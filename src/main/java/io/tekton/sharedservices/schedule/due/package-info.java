/** When a job is due next. Pure. */
@NullMarked
package io.tekton.sharedservices.schedule.due;

import org.jspecify.annotations.NullMarked;
