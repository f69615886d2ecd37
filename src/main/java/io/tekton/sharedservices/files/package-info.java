/** Durable writes, file identities and trust, one watcher of files. */
@NullMarked
package io.tekton.sharedservices.files;

import org.jspecify.annotations.NullMarked;
