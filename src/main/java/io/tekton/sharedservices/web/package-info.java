/** The API of the daemon. */
@NullMarked
package io.tekton.sharedservices.web;

import org.jspecify.annotations.NullMarked;
