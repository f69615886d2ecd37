/** Starting and stopping the daemon in the background. */
@NullMarked
package io.tekton.sharedservices.cli.control;

import org.jspecify.annotations.NullMarked;
