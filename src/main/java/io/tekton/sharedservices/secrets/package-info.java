/** Which names and forms are secrets: the tables that are kept by hand. */
@NullMarked
package io.tekton.sharedservices.secrets;

import org.jspecify.annotations.NullMarked;
