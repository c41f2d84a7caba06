/** Which isolate takes a request: the cache of idle isolates, admission, limits, timings. */
package dev.verge.isolate.pool;
