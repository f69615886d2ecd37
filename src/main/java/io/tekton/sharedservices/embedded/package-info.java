/** The services inside other Java programs. */
@NullMarked
package io.tekton.sharedservices.embedded;

import org.jspecify.annotations.NullMarked;
