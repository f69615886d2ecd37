/** The SQL of each kind of record. */
@NullMarked
package io.tekton.sharedservices.store.record;

import org.jspecify.annotations.NullMarked;
