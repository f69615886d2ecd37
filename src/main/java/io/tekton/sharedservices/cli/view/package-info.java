/** What commands print for people. */
@NullMarked
package io.tekton.sharedservices.cli.view;

import org.jspecify.annotations.NullMarked;
