/**
 * A SQLite file as the platform's services use it: one writer, several readers beside it, tables
 * that are brought up to date when it is opened. What was committed survives a crash.
 */
package dev.verge.isolate.platform.sqlite;
