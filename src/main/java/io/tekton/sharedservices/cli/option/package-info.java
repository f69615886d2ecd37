/** Options, arguments and exit codes of commands. */
@NullMarked
package io.tekton.sharedservices.cli.option;

import org.jspecify.annotations.NullMarked;
