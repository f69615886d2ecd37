/** What can be asked of the services, and what they answer. */
@NullMarked
package io.tekton.sharedservices.api;

import org.jspecify.annotations.NullMarked;
