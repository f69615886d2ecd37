/** The H2 file: its folder, lock, password, connection pool and migrations. */
@NullMarked
package io.tekton.sharedservices.store.database;

import org.jspecify.annotations.NullMarked;
