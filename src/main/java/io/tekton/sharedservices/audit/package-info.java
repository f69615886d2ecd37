/** What is remembered: runs, verdicts, terminations and the events that they are made of. */
@NullMarked
package io.tekton.sharedservices.audit;

import org.jspecify.annotations.NullMarked;
