/** Strict JSON with the places of its values, and edits that keep the style of a file. */
@NullMarked
package io.tekton.sharedservices.json;

import org.jspecify.annotations.NullMarked;
