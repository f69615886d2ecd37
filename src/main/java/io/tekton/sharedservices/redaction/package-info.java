/** Finds secrets in command lines and configurations, and masks them. */
@NullMarked
package io.tekton.sharedservices.redaction;

import org.jspecify.annotations.NullMarked;
