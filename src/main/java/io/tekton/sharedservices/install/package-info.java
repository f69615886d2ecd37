/** Units for service managers. */
@NullMarked
package io.tekton.sharedservices.install;

import org.jspecify.annotations.NullMarked;
