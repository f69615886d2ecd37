/** The settings of the services as a whole. */
@NullMarked
package io.tekton.sharedservices.config;

import org.jspecify.annotations.NullMarked;
