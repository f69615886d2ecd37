/** Questions and answers as JSON, in both directions. */
@NullMarked
package io.tekton.sharedservices.api.json;

import org.jspecify.annotations.NullMarked;
