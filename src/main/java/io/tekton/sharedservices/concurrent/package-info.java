/** Stopping, pausing and retrying: what threads share. */
@NullMarked
package io.tekton.sharedservices.concurrent;

import org.jspecify.annotations.NullMarked;
