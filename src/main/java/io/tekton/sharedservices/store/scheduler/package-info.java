/** The scheduler's own file. */
@NullMarked
package io.tekton.sharedservices.store.scheduler;

import org.jspecify.annotations.NullMarked;
