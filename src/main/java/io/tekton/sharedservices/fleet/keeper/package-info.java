/** The jobs of the fleet itself, which two or three hosts run for all. */
@NullMarked
package io.tekton.sharedservices.fleet.keeper;

import org.jspecify.annotations.NullMarked;
