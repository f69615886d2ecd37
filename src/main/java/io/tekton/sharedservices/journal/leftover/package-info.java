/** What is on record of leftovers: what was judged, and each step of what was done. */
@NullMarked
package io.tekton.sharedservices.journal.leftover;

import org.jspecify.annotations.NullMarked;
