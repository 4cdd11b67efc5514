package flagbench.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/** Carries requests for flags and their answers as {@link NetworkConditions} ask. */
final class EmulatedNetwork implements AutoCloseable {
  private static final AttachmentKey<Boolean> USED = AttachmentKey.create(Boolean.class);

  final ServerStatistics statistics = new ServerStatistics();
  volatile NetworkConditions conditions;
  final Admission admission;

  /** Wakes I/O threads: see {@link DelayTimer}. */
  private final ScheduledThreadPoolExecutor alarms;

  private final Map<XnioIoThread, DelayTimer> timers = new ConcurrentHashMap<>();

  EmulatedNetwork(NetworkConditions conditions) {
    this.conditions = conditions;
    admission = new Admission(conditions.maxConcurrent());
    alarms =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("flag-alarm").factory());
    alarms.setRemoveOnCancelPolicy(true);
    // A server that is being closed forgets what comes too late.
    alarms.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    // Started at once, since that takes longer than any alarm.
    alarms.prestartAllCoreThreads();
  }

  /**
   * Answers a request, now or later.
   *
   * @param flag what was asked for, or nothing where there is no such flag
   * @param operation how many requests for this flag came before
   * @param index the flag's place among all codes, which draws start from
   */
  void carry(HttpServerExchange exchange, @Nullable FlagFile flag, long operation, int index) {
    NetworkConditions conditions = this.conditions;
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

  /** The timer of the thread that an exchange belongs to. */
  DelayTimer timer(HttpServerExchange exchange) {
    return timers.computeIfAbsent(exchange.getIoThread(), thread -> new DelayTimer(thread, alarms));
  }

  /** Forgets what is delayed. */
  @Override
  public void close() {
    alarms.shutdownNow();
    timers.values().forEach(DelayTimer::close);
  }
}
