/** What is recorded: runs, verdicts, terminations and the events that they are made of. */
@NullMarked
package io.tekton.sharedservices.journal;

import org.jspecify.annotations.NullMarked;
