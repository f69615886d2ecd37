/** The command line: one command a class, with a view for people and one in JSON. */
@NullMarked
package io.tekton.sharedservices.cli;

import org.jspecify.annotations.NullMarked;
