/** Log files and their formats. */
@NullMarked
package io.tekton.sharedservices.logging;

import org.jspecify.annotations.NullMarked;
