/** Finds a running daemon, checks that it is the right one, and asks it. */
@NullMarked
package io.tekton.sharedservices.client;

import org.jspecify.annotations.NullMarked;
