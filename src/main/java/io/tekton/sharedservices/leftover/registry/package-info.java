/** Entries of ended processes in the wrapped-CI registry. */
@NullMarked
package io.tekton.sharedservices.leftover.registry;

import org.jspecify.annotations.NullMarked;
