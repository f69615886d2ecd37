/** The embeddable services and the composition root. */
@NullMarked
package io.tekton.sharedservices;

import org.jspecify.annotations.NullMarked;
