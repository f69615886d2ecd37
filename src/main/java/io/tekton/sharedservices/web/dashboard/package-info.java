/** The dashboard in the browser. */
@NullMarked
package io.tekton.sharedservices.web.dashboard;

import org.jspecify.annotations.NullMarked;
