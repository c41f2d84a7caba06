/**
 * WASI preview 1 programs served as CGI (RFC 3875): the request as environment variables and
 * standard input, the response as CGI headers and body on standard output, standard error to the
 * function's log.
 *
 * <p>Commands are entered at {@code _start}; reactors at {@code _initialize} and then the export
 * {@code handle}, or the one that the manifest names. Each request has an instance of its own.
 */
package dev.verge.isolate.abi.cgi;
