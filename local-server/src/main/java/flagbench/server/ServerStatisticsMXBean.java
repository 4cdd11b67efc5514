package flagbench.server;

/** {@link ServerStatistics} for JMX: a profiler finds them without knowing the server. */
public interface ServerStatisticsMXBean {

  /** Requests that arrived, whatever became of them. */
  long getRequests();

  /** Requests that are being delayed or answered now. */
  int getInFlight();

  /** The most requests that were in flight at one time. */
  int getPeakInFlight();

  /** Starts to count anew. */
  void reset();
}
