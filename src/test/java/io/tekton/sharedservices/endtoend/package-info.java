/** Whole cleanups: real processes in, a real store out. */
@NullMarked
package io.tekton.sharedservices.endtoend;

import org.jspecify.annotations.NullMarked;
