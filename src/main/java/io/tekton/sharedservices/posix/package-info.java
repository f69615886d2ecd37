/** The system calls that Java does not have, behind plain Java; loaded when first needed. */
@NullMarked
package io.tekton.sharedservices.posix;

import org.jspecify.annotations.NullMarked;
