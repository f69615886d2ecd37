/** The records as JSON and as rows: each field has its name here, and nowhere else. */
@NullMarked
package io.tekton.sharedservices.journal.codec;

import org.jspecify.annotations.NullMarked;
