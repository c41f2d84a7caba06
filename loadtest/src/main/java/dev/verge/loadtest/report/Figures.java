package dev.verge.loadtest.report;

import dev.verge.loadtest.http.Distribution;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * A distribution of durations, in microseconds with one decimal.
 *
 * @param count how many there were; the other figures are 0 when there were none
 * @param curve pairs of a percentile (0 to 100) and its value, denser towards 100, for plots
 * @param hdr the HdrHistogram itself, in its compressed encoding (version 2, Base64), in
 *     nanoseconds: histograms of several runs can be added
 */
public record Figures(
    long count,
    double min,
    double mean,
    double p50,
    double p90,
    double p99,
    double p999,
    double max,
    List<List<Double>> curve,
    String hdr) {
  private static final int STEPS_PER_HALVING = 4;

  public Figures {
    curve = List.copyOf(curve);
  }

  static Figures of(Distribution distribution) {
    Histogram histogram = distribution.histogram();
    return new Figures(
        histogram.getTotalCount(),
        micros(histogram.getMinValue()),
        micros(histogram.getMean()),
        micros(histogram.getValueAtPercentile(50)),
        micros(histogram.getValueAtPercentile(90)),
        micros(histogram.getValueAtPercentile(99)),
        micros(histogram.getValueAtPercentile(99.9)),
        micros(histogram.getMaxValue()),
        curve(histogram),
        encode(histogram));
  }

  private static double micros(long nanos) {
    return micros((double) nanos);
  }

  /** Nanoseconds as microseconds with one decimal. */
  private static double micros(double nanos) {
    return Math.round(nanos / 100) / 10.0;
  }

  private static List<List<Double>> curve(Histogram histogram) {
    List<List<Double>> points = new ArrayList<>();
    if (histogram.getTotalCount() > 0) {
      for (HistogramIterationValue step : histogram.percentiles(STEPS_PER_HALVING)) {
        points.add(
            List.of(
                Math.round(step.getPercentileLevelIteratedTo() * 1e5) / 1e5,
                micros(step.getValueIteratedTo())));
      }
    }
    return points;
  }

  private static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer, Deflater.BEST_COMPRESSION);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }
}
