/** What rules name now, without judging: candidates, unused rules, wrappers that still serve. */
@NullMarked
package io.tekton.sharedservices.cleanup.survey;

import org.jspecify.annotations.NullMarked;
