/** The commands that show what runs on this host, and change nothing. */
@NullMarked
package io.tekton.sharedservices.cli.command.host;

import org.jspecify.annotations.NullMarked;
