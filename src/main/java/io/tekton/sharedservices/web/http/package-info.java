/** A small HTTP/1.1 server that gives strangers a small share. */
@NullMarked
package io.tekton.sharedservices.web.http;

import org.jspecify.annotations.NullMarked;
