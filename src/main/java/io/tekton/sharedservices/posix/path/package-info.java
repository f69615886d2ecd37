/**
 * System calls on names within a folder that is held open, so that no link and no swapped folder leads elsewhere.
 * Linux.
 */
@NullMarked
package io.tekton.sharedservices.posix.path;

import org.jspecify.annotations.NullMarked;
