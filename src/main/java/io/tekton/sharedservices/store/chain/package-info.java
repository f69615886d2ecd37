/** The hash chain over all records, and its verification. */
@NullMarked
package io.tekton.sharedservices.store.chain;

import org.jspecify.annotations.NullMarked;
