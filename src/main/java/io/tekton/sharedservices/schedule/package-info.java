/** When jobs run: Quartz fires, the history decides. Knows no job. */
@NullMarked
package io.tekton.sharedservices.schedule;

import org.jspecify.annotations.NullMarked;
