/** SQL statements and failures. */
@NullMarked
package io.tekton.sharedservices.store.sql;

import org.jspecify.annotations.NullMarked;
