package flagbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CellTest {

  @ParameterizedTest
  @ValueSource(strings = {"auto", "CASE_INSENSITIVE", "0", "-1", "99999999999", ""})
  void anotherProjectsParameterThatIsCalledLikeOursMeansNothing(String workers) {
    for (String benchmark :
        new String[] {"org.example.Search.find", Results.CLASS + "virtualThreads"}) {
      Cell cell = Cell.averageTime(benchmark, Map.of("workers", workers, "latency", "5ms"));
      assertFalse(cell.isOurs());
      assertNull(cell.parameter("latency"));
      assertEquals(1, cell.number("workers"));
    }
  }

  @Test
  void aConditionThatIsNoneIsTheSameAsNoSuchParameter() {
    Cell before = Results.cell("async");
    assertEquals(
        before, before.with("link", "none").with("capacity", "none").with("refuse", "none"));
    assertNotEquals(before, before.with("link", "1MB/s"));
    Cell foreign = Cell.averageTime("org.example.Search.find", Map.of("capacity", "none"));
    assertEquals(Map.of("capacity", "none"), foreign.parameters());
  }

  @Test
  void oneWorkerIsNoPlural() {
    assertEquals("async with 1 worker", Results.cell("async", "workers=1").brief());
    assertEquals("async with 2 workers", Results.cell("async", "workers=2").brief());
  }

  @Test
  void aCellOfAnotherProjectIsNamedWithItsClassModeAndThreads() {
    Cell cell = new Cell("org.example.Queue.traffic:read", "thrpt", 4, new TreeMap<>());
    assertEquals("traffic:read", cell.method());
    assertEquals("org.example.Queue", cell.type());
    assertEquals("Queue.traffic:read thrpt 4 threads", cell.toString());
  }
}
