/** The database behind the doors of {@code journal}: one H2 file, one process at a time, one writer at a time. */
@NullMarked
package io.tekton.sharedservices.store;

import org.jspecify.annotations.NullMarked;
