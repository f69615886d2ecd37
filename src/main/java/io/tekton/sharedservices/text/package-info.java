/** Words for people: causes of failures, escaped text, times, durations, near misses. */
@NullMarked
package io.tekton.sharedservices.text;

import org.jspecify.annotations.NullMarked;
