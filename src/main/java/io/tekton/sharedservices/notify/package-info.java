/** Notifies people and other programs when something is wrong, and when it is well again. */
@NullMarked
package io.tekton.sharedservices.notify;

import org.jspecify.annotations.NullMarked;
