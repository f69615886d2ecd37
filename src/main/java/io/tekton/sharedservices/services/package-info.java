/** The services in the process that holds the store. */
@NullMarked
package io.tekton.sharedservices.services;

import org.jspecify.annotations.NullMarked;
