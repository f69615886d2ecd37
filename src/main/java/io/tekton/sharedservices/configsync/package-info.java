/** Synchronises the CI configuration with the registry. */
@NullMarked
package io.tekton.sharedservices.configsync;

import org.jspecify.annotations.NullMarked;
