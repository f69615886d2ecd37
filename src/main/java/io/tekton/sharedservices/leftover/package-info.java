/** Finds what dead processes left on the disk. */
@NullMarked
package io.tekton.sharedservices.leftover;

import org.jspecify.annotations.NullMarked;
