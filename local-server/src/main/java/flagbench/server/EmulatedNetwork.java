package flagbench.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries requests for flags and their answers as {@link NetworkConditions} ask. */
final class EmulatedNetwork implements AutoCloseable {
  private static final AttachmentKey<Boolean> USED = AttachmentKey.create(Boolean.class);

  final ServerStatistics statistics = new ServerStatistics();
  final NetworkConditions conditions;
  final Admission admission;
  final DelayTimer timer;

  EmulatedNetwork(NetworkConditions conditions, int ioThreads) {
    this.conditions = conditions;
    admission = new Admission(conditions.maxConcurrent());
    timer = new DelayTimer(ioThreads);
  }

  /**
   * Answers a request, now or later.
   *
   * @param flag what was asked for, or nothing where there is no such flag
   * @param operation how many requests for this flag came before
   * @param index the flag's place among all codes, which draws start from
   */
  void carry(HttpServerExchange exchange, @Nullable FlagFile flag, long operation, int index) {
    statistics.requestStarted();
    long nanos = conditions.latency().nanos(conditions.seed(), operation, index);
    if (isFirst(exchange.getConnection())) {
      statistics.connectionUsed();
      nanos += conditions.handshake().delay().toNanos();
    }
    Optional<Fault> fault = conditions.faults().draw(conditions.seed(), operation, index);
    new Transfer(this, exchange, flag, nanos, fault.orElse(null)).start();
  }

  private static boolean isFirst(ServerConnection connection) {
    if (connection.getAttachment(USED) != null) {
      return false;
    }
    connection.putAttachment(USED, Boolean.TRUE);
    return true;
  }

  @Override
  public void close() {
    timer.close();
  }
}
