/** Store, scheduler and jobs of one process. */
@NullMarked
package io.tekton.sharedservices.runtime;

import org.jspecify.annotations.NullMarked;
