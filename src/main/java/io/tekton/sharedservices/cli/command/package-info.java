/** One command a class. */
@NullMarked
package io.tekton.sharedservices.cli.command;

import org.jspecify.annotations.NullMarked;
