/** What has to change in a configuration. Pure. */
@NullMarked
package io.tekton.sharedservices.configsync.plan;

import org.jspecify.annotations.NullMarked;
