/** Moves leftovers out of the way, back, and at last removes them: always by held folders, never by path alone. */
@NullMarked
package io.tekton.sharedservices.leftover.quarantine;

import org.jspecify.annotations.NullMarked;
