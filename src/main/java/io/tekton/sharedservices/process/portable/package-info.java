/** The process table where there is no {@code /proc}, by what Java knows. */
@NullMarked
package io.tekton.sharedservices.process.portable;

import org.jspecify.annotations.NullMarked;
