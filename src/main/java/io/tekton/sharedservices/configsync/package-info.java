/** Bringing the CI configuration in line with the registry. */
@NullMarked
package io.tekton.sharedservices.configsync;

import org.jspecify.annotations.NullMarked;
