/** Finding, judging and ending orphaned CI processes. */
@NullMarked
package io.tekton.sharedservices.cleanup;

import org.jspecify.annotations.NullMarked;
