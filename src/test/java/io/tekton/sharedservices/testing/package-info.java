/** What the tests of several rooms share. */
@NullMarked
package io.tekton.sharedservices.testing;

import org.jspecify.annotations.NullMarked;
