/** Facts about a process that a verdict needs and that take more than its own files: its installation, its service. */
@NullMarked
package io.tekton.sharedservices.cleanup.host;

import org.jspecify.annotations.NullMarked;
