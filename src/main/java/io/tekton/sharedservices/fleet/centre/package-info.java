/** The central PostgreSQL that has the journals of all hosts. */
@NullMarked
package io.tekton.sharedservices.fleet.centre;

import org.jspecify.annotations.NullMarked;
