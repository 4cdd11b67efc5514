package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/**
 * Compares when bodies arrive that share a link equally with what is expected, which is computed by
 * hand or by a simulation in small steps.
 */
class SharedLinkTest {
  private static final long MILLI = 1_000_000;

  /** When the bodies start: any instant after the link has been created. */
  private static final long START = System.nanoTime() + 3_600_000_000_000L;

  private record Timeout(long dueNanos, LongConsumer task) {}

  /** A body's size and start, and when its last byte arrived, in milliseconds from the start. */
  private static final class Body {
    final int bytes;
    final long startNanos;
    int arrived;
    double lastMillis;

    Body(int bytes, long startNanos) {
      this.bytes = bytes;
      this.startNanos = startNanos;
    }
  }

  private final PriorityQueue<Timeout> timeouts =
      new PriorityQueue<>(Comparator.comparingLong(Timeout::dueNanos));

  @Test
  void aBodyAloneHasTheWholeLink() {
    List<Body> bodies = transmit("1MB/s", 0, new Body(10_000, 0));
    assertEquals(10.0, bodies.getFirst().lastMillis, 1e-4);
  }

  @Test
  void twoEqualBodiesTakeTwiceAsLongTogether() {
    List<Body> bodies = transmit("1MB/s", 0, new Body(10_000, 0), new Body(10_000, 0));
    assertEquals(20.0, bodies.get(0).lastMillis, 1e-4);
    assertEquals(20.0, bodies.get(1).lastMillis, 1e-4);
  }

  @Test
  void whoComesLaterAndHasLessIsNotHeldUpByALongBody() {
    // From 5 ms on both have half of the link: the short one needs 4 ms for its 2,000 bytes.
    List<Body> bodies = transmit("1MB/s", 0, new Body(20_000, 0), new Body(2_000, 5 * MILLI));
    assertEquals(9.0, bodies.get(1).lastMillis, 1e-4);
    assertEquals(22.0, bodies.get(0).lastMillis, 1e-4);
  }

  @Test
  void aLateTimerCostsNoBandwidth() {
    Body[] bodies = new Body[50];
    for (int i = 0; i < 50; i++) {
      bodies[i] = new Body(1_000 * (1 + i % 7), i * MILLI / 10);
    }
    long bytes = Arrays.stream(bodies).mapToInt(body -> body.bytes).sum();
    double last =
        transmit("1MB/s", 3 * MILLI, bodies).stream()
            .mapToDouble(body -> body.lastMillis)
            .max()
            .orElseThrow();
    assertEquals(bytes / 1000.0, last, 1e-3);
  }

  @Test
  void manyRandomBodiesArriveWhenEqualSharesSaySo() {
    var random = new Random(1);
    for (int trial = 0; trial < 20; trial++) {
      Body[] bodies = new Body[30];
      for (int i = 0; i < bodies.length; i++) {
        bodies[i] = new Body(1 + random.nextInt(30_000), random.nextInt(20) * MILLI);
      }
      Arrays.sort(bodies, Comparator.comparingLong(body -> body.startNanos));
      double[] expected = inSmallSteps(bodies, 2_000_000);
      List<Body> arrived = transmit("2MB/s", 0, bodies);
      for (int i = 0; i < bodies.length; i++) {
        assertEquals(expected[i], arrived.get(i).lastMillis, 0.05);
      }
    }
  }

  @Test
  void aBodyWhoseClientHasGoneLeavesItsShareToTheOthers() {
    var link = new SharedLink(Bandwidth.parse("1MB/s"));
    var stays = new Body(10_000, 0);
    SharedLink.Flow gone = link.start(10_000, START, this::at, (bytes, atNanos) -> {});
    start(link, stays);
    run(START + 4 * MILLI, 0);
    gone.stop(START + 4 * MILLI, this::at);
    run(Long.MAX_VALUE, 0);
    // 2,000 bytes at half of the link, and 8,000 alone.
    assertEquals(12.0, stays.lastMillis, 1e-4);
  }

  @Test
  void aLongBodyBeginsWithOneSegmentAndAShortOneArrivesWhole() {
    List<Integer> pieces = new ArrayList<>();
    var link = new SharedLink(Bandwidth.parse("10MB/s"));
    link.start(25_000, START, this::at, (bytes, atNanos) -> pieces.add(bytes));
    run(Long.MAX_VALUE, 0);
    assertEquals(List.of(1460, 10_000, 10_000, 3_540), pieces);
    pieces.clear();
    link.start(9_000, START + 1000 * MILLI, this::at, (bytes, atNanos) -> pieces.add(bytes));
    run(Long.MAX_VALUE, 0);
    assertEquals(List.of(9_000), pieces);
  }

  /** Puts bodies on a link in the order of their starts; its timers run late by a given time. */
  private List<Body> transmit(String bandwidth, long lateNanos, Body... bodies) {
    var link = new SharedLink(Bandwidth.parse(bandwidth));
    for (Body body : bodies) {
      run(START + body.startNanos, lateNanos);
      start(link, body);
    }
    run(Long.MAX_VALUE, lateNanos);
    for (Body body : bodies) {
      assertEquals(body.bytes, body.arrived);
    }
    return List.of(bodies);
  }

  private void start(SharedLink link, Body body) {
    link.start(
        body.bytes,
        START + body.startNanos,
        this::at,
        (bytes, atNanos) -> {
          body.arrived += bytes;
          body.lastMillis = (atNanos - START) / 1e6;
        });
  }

  private void at(long dueNanos, LongConsumer task) {
    timeouts.add(new Timeout(dueNanos, task));
  }

  private void run(long untilNanos, long lateNanos) {
    while (!timeouts.isEmpty() && timeouts.element().dueNanos <= untilNanos) {
      timeouts.remove().task.accept(lateNanos);
    }
  }

  /** The expected arrivals: in each microsecond every body on the link gets an equal share. */
  private static double[] inSmallSteps(Body[] bodies, double bytesPerSecond) {
    double[] left = Arrays.stream(bodies).mapToDouble(body -> body.bytes).toArray();
    double[] end = new double[bodies.length];
    int flowing = bodies.length;
    for (long now = 0; flowing > 0; now += 1000) {
      flowing = 0;
      int there = 0;
      for (int i = 0; i < bodies.length; i++) {
        flowing += left[i] > 0 ? 1 : 0;
        there += left[i] > 0 && bodies[i].startNanos <= now ? 1 : 0;
      }
      for (int i = 0; i < bodies.length; i++) {
        if (left[i] > 0 && bodies[i].startNanos <= now) {
          left[i] -= bytesPerSecond / 1e6 / there;
          end[i] = now / 1e6;
        }
      }
    }
    return end;
  }
}
