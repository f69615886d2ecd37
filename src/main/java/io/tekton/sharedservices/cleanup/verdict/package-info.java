/** Whether a process is an orphan, by what was observed. Pure. */
@NullMarked
package io.tekton.sharedservices.cleanup.verdict;

import org.jspecify.annotations.NullMarked;
