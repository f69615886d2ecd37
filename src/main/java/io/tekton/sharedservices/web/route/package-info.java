/** Who may ask, routes, requests and answers. */
@NullMarked
package io.tekton.sharedservices.web.route;

import org.jspecify.annotations.NullMarked;
