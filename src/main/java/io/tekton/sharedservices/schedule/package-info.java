/** When jobs run: schedules, and what Quartz is told of them. */
@NullMarked
package io.tekton.sharedservices.schedule;

import org.jspecify.annotations.NullMarked;
