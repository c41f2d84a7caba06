/**
 * Fastly's API, as far as its own command line asks for it in daily work, on Verge's model: a
 * service is a function, a service's version a draft that becomes one of the function's versions
 * when it is activated, stores are the tenant's.
 *
 * <p>{@link dev.verge.deploy.vendor.fastly.FastlyApi} is what the composition of the control plane
 * adds to its interface. Everything here translates: paths, fields and documents are Fastly's
 * (developer.fastly.com, "API reference"), what is decided is decided by {@code catalogue}, {@code
 * store} and the platform's services. What is mapped and what is not is told in {@code
 * docs/fastly-cli.md}. One of several vendors' packages; they do not know each other. Safe on any
 * thread.
 */
package dev.verge.deploy.vendor.fastly;
