/** What runs on this host: identities, snapshots, the process table, and pinned processes that can be signalled. */
@NullMarked
package io.tekton.sharedservices.process;

import org.jspecify.annotations.NullMarked;
