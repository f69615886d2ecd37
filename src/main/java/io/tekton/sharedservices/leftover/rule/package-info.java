/** What may be a leftover: rules, named roots and settings. */
@NullMarked
package io.tekton.sharedservices.leftover.rule;

import org.jspecify.annotations.NullMarked;
