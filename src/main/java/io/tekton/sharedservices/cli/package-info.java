/** The command line: finds the command and runs it. */
@NullMarked
package io.tekton.sharedservices.cli;

import org.jspecify.annotations.NullMarked;
