/** The settings of the fleet. */
@NullMarked
package io.tekton.sharedservices.fleet.settings;

import org.jspecify.annotations.NullMarked;
