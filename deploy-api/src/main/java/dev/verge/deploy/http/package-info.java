/**
 * The control plane's REST interface on Vert.x Web.
 *
 * <p>{@link dev.verge.deploy.http.ControlServer} maps routes to actions. The event loop only parses
 * and matches; each request's action runs on a virtual thread of its own and may block, also while
 * it reads the body, which comes through a small window and holds back the client. {@code
 * openapi.yaml} beside these classes describes every route; a test compares the two. Vendors'
 * interfaces are lent their routes, their calls and a {@link dev.verge.deploy.http.Dialect}; they
 * describe themselves elsewhere.
 */
package dev.verge.deploy.http;
