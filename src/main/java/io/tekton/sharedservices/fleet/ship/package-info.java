/** Ships this host's journal to the centre. */
@NullMarked
package io.tekton.sharedservices.fleet.ship;

import org.jspecify.annotations.NullMarked;
