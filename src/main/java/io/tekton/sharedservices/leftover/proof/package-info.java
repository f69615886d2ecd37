/** Proves that nobody uses a file, folder or socket any more. Whatever cannot be read spares. */
@NullMarked
package io.tekton.sharedservices.leftover.proof;

import org.jspecify.annotations.NullMarked;
