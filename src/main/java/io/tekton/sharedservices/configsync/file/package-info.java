/** The configuration file, its versions, and the update flag. */
@NullMarked
package io.tekton.sharedservices.configsync.file;

import org.jspecify.annotations.NullMarked;
