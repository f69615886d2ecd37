/** Puts the parts of the command line together. */
@NullMarked
package io.tekton.sharedservices.launch;

import org.jspecify.annotations.NullMarked;
