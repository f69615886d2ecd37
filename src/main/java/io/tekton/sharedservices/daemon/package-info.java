/** Life of the services: their settings as a whole, and what they need of the host. */
@NullMarked
package io.tekton.sharedservices.daemon;

import org.jspecify.annotations.NullMarked;
