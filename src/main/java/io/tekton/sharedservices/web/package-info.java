/** The HTTP server on the loopback interface: who is let in, what can be asked, and how it is answered. */
@NullMarked
package io.tekton.sharedservices.web;

import org.jspecify.annotations.NullMarked;
