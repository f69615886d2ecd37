/** The minimum hour between live cleanups of one platform folder and user. */
@NullMarked
package io.tekton.sharedservices.cleanup.hour;

import org.jspecify.annotations.NullMarked;
