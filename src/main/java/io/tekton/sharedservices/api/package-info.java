/** Requests to the services, and their answers. */
@NullMarked
package io.tekton.sharedservices.api;

import org.jspecify.annotations.NullMarked;
