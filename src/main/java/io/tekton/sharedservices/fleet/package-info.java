/** What is said of the hosts of a fleet. */
@NullMarked
package io.tekton.sharedservices.fleet;

import org.jspecify.annotations.NullMarked;
