package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TrendTest {

  @Test
  void fiveValuesThatFallOneAfterTheOtherFall() {
    // All ten pairs fall: (-10 + 1) / sqrt(5 * 4 * 15 / 18) is -2.2.
    assertTrue(Trend.isFalling(new double[] {5, 4, 3, 2, 1}));
  }

  @Test
  void onePairInTheWrongOrderLeavesFourOfFiveUndecided() {
    // Eight pairs fall and two rise: (-6 + 1) / 4.08 is -1.2.
    assertFalse(Trend.isFalling(new double[] {5, 2, 3, 4, 1}));
  }

  @Test
  void fewerValuesTellNothing() {
    assertFalse(Trend.isFalling(new double[] {4, 3, 2, 1}));
    assertFalse(Trend.isFalling(new double[0]));
  }

  @Test
  void valuesThatRiseOrStayDoNotFall() {
    assertFalse(Trend.isFalling(new double[] {1, 2, 3, 4, 5, 6}));
    assertFalse(Trend.isFalling(new double[] {3, 3, 3, 3, 3, 3}));
  }

  @Test
  void oneSlowOperationDecidesNothing() {
    assertFalse(Trend.isFalling(new double[] {1000, 3, 4, 3, 4, 3, 4, 3, 4}));
  }
}
