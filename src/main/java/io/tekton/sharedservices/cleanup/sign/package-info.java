/** Signs that a process may have been left behind. They are never proof, and nothing that signals reads them. Pure. */
@NullMarked
package io.tekton.sharedservices.cleanup.sign;

import org.jspecify.annotations.NullMarked;
