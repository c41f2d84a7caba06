/** Parts of HTTP messages that guests take apart and put together; no sockets, no ABI. */
package dev.verge.isolate.platform.http;
