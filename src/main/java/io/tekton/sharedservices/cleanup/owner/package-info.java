/** Who belongs to which owner, by what was witnessed. Pure. */
@NullMarked
package io.tekton.sharedservices.cleanup.owner;

import org.jspecify.annotations.NullMarked;
