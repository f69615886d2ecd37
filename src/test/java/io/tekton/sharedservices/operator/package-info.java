/** What an operator of several hosts builds around the daemons, with the real programs. */
@NullMarked
package io.tekton.sharedservices.operator;

import org.jspecify.annotations.NullMarked;
