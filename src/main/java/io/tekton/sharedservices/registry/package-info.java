/** Who is meant to run: the registrations, read from all registry files together or not at all, with the reason. */
@NullMarked
package io.tekton.sharedservices.registry;

import org.jspecify.annotations.NullMarked;
