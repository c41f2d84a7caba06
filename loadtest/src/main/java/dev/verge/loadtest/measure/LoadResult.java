package dev.verge.loadtest.measure;

import dev.verge.loadtest.http.Tally;
import java.util.Optional;

/**
 * One stretch of load.
 *
 * @param connections how many requests could be in flight
 * @param rate the open loop's requests per second; empty for a closed loop
 * @param tally what came of it
 * @param generatorCores what the generator itself used of the machine meanwhile, in cores
 */
public record LoadResult(
    int connections, Optional<Double> rate, Tally tally, double generatorCores) {}
