/** Gathers what the signs of processes are read from. Nothing that signals asks it. */
@NullMarked
package io.tekton.sharedservices.cleanup.suspect;

import org.jspecify.annotations.NullMarked;
