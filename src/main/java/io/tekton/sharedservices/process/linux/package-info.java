/** The process table of Linux, read from {@code /proc}. */
@NullMarked
package io.tekton.sharedservices.process.linux;

import org.jspecify.annotations.NullMarked;
