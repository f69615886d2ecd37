/** Which names and forms are secrets: the tables that are maintained manually. */
@NullMarked
package io.tekton.sharedservices.secrets;

import org.jspecify.annotations.NullMarked;
