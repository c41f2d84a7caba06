/**
 * From measurements to something to read: {@link dev.verge.loadtest.report.BenchReport} is the
 * document, its JSON form is described by {@code loadtest/bench.schema.json}; the table and the
 * page show nothing that is not in it. Immutable values.
 */
package dev.verge.loadtest.report;
