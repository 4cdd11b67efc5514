package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.benchmark.SteadyState.Batch;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SteadyStateTest {
  private static final long BATCH = 100;
  private static final int WINDOW = 2_000;

  private final SplittableRandom random = new SplittableRandom(17);

  @Test
  void steadyTimesAndAQuietJitAreSteadyOnceTheWindowIsFull() {
    var state = new SteadyState(WINDOW);
    for (int i = 0; i < WINDOW / BATCH; i++) {
      assertFalse(state.isReached());
      state.add(new Batch(20 + i % 2, BATCH, 1));
    }
    assertTrue(state.isReached());
    assertEquals(1, state.jitPercent(), 1e-9);
  }

  @Test
  void aJitAtWorkIsNotSteadyHoweverSteadyTheTimes() {
    var state = new SteadyState(WINDOW);
    for (int i = 0; i < 100; i++) {
      state.add(new Batch(20, BATCH, 6));
      assertFalse(state.isReached());
    }
  }

  @Test
  void whatTheJitDidBeforeTheWindowIsForgotten() {
    var state = new SteadyState(WINDOW);
    state.add(new Batch(20, 10 * BATCH, 10 * BATCH));
    IntStream.range(0, 20).forEach(i -> state.add(new Batch(20 + i % 2, BATCH, 0)));
    assertTrue(state.isReached());
    assertEquals(0, state.jitPercent());
  }

  @Test
  void timesThatFallAreNotSteadyHoweverQuietTheJit() {
    assertTrue(shareReached(batch -> 30 - 0.5 * batch) < 0.02, "by a third in the window");
  }

  @Test
  void timesThatScatterButDoNotFallAreMostlySteady() {
    assertTrue(shareReached(batch -> 30) > 0.93, "the level is 5 %");
    assertTrue(shareReached(batch -> 30 + 0.5 * batch) > 0.99, "slower is not warmer");
  }

  /**
   * The share of 2,000 windows of 20 batches that count as steady. The noise of the batches is
   * skewed, and one batch of 20 takes twice as long.
   */
  private double shareReached(IntToDoubleFunction level) {
    return IntStream.range(0, 2_000)
            .filter(trial -> {
              var state = new SteadyState(WINDOW);
              for (int i = 0; i < WINDOW / BATCH; i++) {
                double noise = Math.exp(0.05 * random.nextGaussian());
                double spike = random.nextInt(20) == 0 ? 2 : 1;
                state.add(new Batch(level.applyAsDouble(i) * noise * spike, BATCH, 0));
              }
              return state.isReached();
            })
            .count()
        / 2_000.0;
  }
}
