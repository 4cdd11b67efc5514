package flagbench.report;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A logarithmic scale.
 *
 * @param low the value at {@code from}, above zero
 * @param high the value at {@code to}
 * @param from where the scale begins, in pixels or columns
 * @param to where it ends; less than {@code from} for a scale that runs upwards
 */
record Axis(double low, double high, double from, double to) {

  /** A scale that holds all positive values, with some room at both ends. */
  static Axis around(DoubleStream values, double from, double to) {
    double[] positive = values.filter(value -> value > 0 && Double.isFinite(value)).toArray();
    double least = DoubleStream.of(positive).min().orElse(1);
    double most = DoubleStream.of(positive).max().orElse(1);
    double room = Math.max(1.05, Math.pow(most / least, 0.06));
    return new Axis(least / room, most * room, from, to);
  }

  /** Where a value is drawn. One that is off the scale is drawn at its end. */
  double at(double value) {
    return from + (to - from) * Math.log(Math.clamp(value, low, high) / low) / Math.log(high / low);
  }

  /**
   * Chooses those of some numbers that have room on the scale; earlier ones take precedence.
   *
   * @param apart how far from each other two of them must be
   */
  List<Double> ticks(Collection<Double> wanted, double apart) {
    TreeSet<Double> ticks = new TreeSet<>();
    for (double tick : wanted) {
      if (tick >= low
          && tick <= high
          && ticks.stream().noneMatch(other -> Math.abs(at(other) - at(tick)) < apart)) {
        ticks.add(tick);
      }
    }
    return List.copyOf(ticks);
  }

  /** Round numbers, as many as there is room for. */
  List<Double> roundTicks(double apart) {
    if (high / low > 8) {
      return ticks(decades(), apart);
    }
    double size = Math.pow(10, Math.floor(Math.log10(high)));
    // Steps of 10, 5, 2, 1, 0.5 and so on, until there are four numbers.
    for (int i = 0; multiples(size).size() < 4; i++) {
      size *= i % 3 == 1 ? 0.4 : 0.5;
    }
    return ticks(multiples(size), apart);
  }

  private List<Double> multiples(double size) {
    return DoubleStream.iterate(Math.ceil(low / size), n -> n * size <= high, n -> n + 1)
        .map(n -> n * size)
        .boxed()
        .toList();
  }

  /** 1, 10, 100 and so on first, then 5, 50, 500, then 2, 20, 200. */
  private List<Double> decades() {
    return IntStream.of(1, 5, 2)
        .boxed()
        .flatMap(step ->
            IntStream.rangeClosed(
                    (int) Math.floor(Math.log10(low)), (int) Math.floor(Math.log10(high)))
                .mapToObj(power -> Double.valueOf(step + "e" + power)))
        .toList();
  }
}
