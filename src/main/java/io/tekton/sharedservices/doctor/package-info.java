/** What {@code doctor} checks. */
@NullMarked
package io.tekton.sharedservices.doctor;

import org.jspecify.annotations.NullMarked;
