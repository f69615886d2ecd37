/** What can be asked and answered, and its JSON. */
@NullMarked
package io.tekton.sharedservices.api;

import org.jspecify.annotations.NullMarked;
