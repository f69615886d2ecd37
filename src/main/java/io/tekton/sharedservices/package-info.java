/** The program and the services that can be embedded. */
@NullMarked
package io.tekton.sharedservices;

import org.jspecify.annotations.NullMarked;
