/** The long-lived program. */
@NullMarked
package io.tekton.sharedservices.daemon;

import org.jspecify.annotations.NullMarked;
