/** What programs and people get from the product, held in files: see {@link io.tekton.sharedservices.golden.Golden}. */
@NullMarked
package io.tekton.sharedservices.golden;

import org.jspecify.annotations.NullMarked;
