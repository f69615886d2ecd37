/** What earlier believed readings of the registry saw, kept across restarts. */
@NullMarked
package io.tekton.sharedservices.registry.memory;

import org.jspecify.annotations.NullMarked;
