/** The commands about a fleet of hosts. */
@NullMarked
package io.tekton.sharedservices.cli.command.fleet;

import org.jspecify.annotations.NullMarked;
