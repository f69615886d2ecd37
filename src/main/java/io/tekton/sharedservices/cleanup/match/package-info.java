/** Match and protect rules, and what a command line says. Pure. */
@NullMarked
package io.tekton.sharedservices.cleanup.match;

import org.jspecify.annotations.NullMarked;
