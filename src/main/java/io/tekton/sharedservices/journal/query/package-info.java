/** What can be asked of the record. */
@NullMarked
package io.tekton.sharedservices.journal.query;

import org.jspecify.annotations.NullMarked;
