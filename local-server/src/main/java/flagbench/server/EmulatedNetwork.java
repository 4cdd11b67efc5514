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

/**
 * The network and the capacity that {@link NetworkConditions} describe, between the server's flags
 * and its clients. Each request goes through a {@link Transfer}.
 */
final class EmulatedNetwork implements AutoCloseable {
  private static final AttachmentKey<Boolean> USED = AttachmentKey.create(Boolean.class);

  final ServerStatistics statistics = new ServerStatistics();
  volatile NetworkConditions conditions;
  final Admission admission;
  final @Nullable SharedLink link;

  /** Wakes I/O threads for their {@link DelayTimer}. */
  private final ScheduledThreadPoolExecutor scheduler;

  private final Map<XnioIoThread, DelayTimer> timers = new ConcurrentHashMap<>();

  EmulatedNetwork(NetworkConditions conditions) {
    this.conditions = conditions;
    admission = new Admission(conditions.capacity(), conditions.refuse());
    link = conditions.link().isUnlimited() ? null : new SharedLink(conditions.link());
    scheduler =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("flag-timer").factory());
    scheduler.setRemoveOnCancelPolicy(true);
    // A server that is being closed ignores what is still asked of it.
    scheduler.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    // To start the thread takes longer than any wake-up may be late.
    scheduler.prestartAllCoreThreads();
  }

  /**
   * Answers a request, now or later.
   *
   * @param flag what was asked for, or nothing where there is no such flag
   * @param operation how many requests for this flag came before
   * @param index the flag's place among all codes, from which its delays are drawn
   */
  void answer(HttpServerExchange exchange, @Nullable FlagFile flag, long operation, int index) {
    NetworkConditions conditions = this.conditions;
    statistics.requestStarted();
    long nanos = conditions.latency().nanos(conditions.seed(), operation, index);
    if (isFirstOf(exchange.getConnection())) {
      statistics.connectionUsed();
      nanos += conditions.handshake().delay().toNanos();
    }
    Optional<Fault> fault = conditions.faults().draw(conditions.seed(), operation, index);
    new Transfer(this, exchange, flag, nanos, fault.orElse(null)).start();
  }

  private static boolean isFirstOf(ServerConnection connection) {
    if (connection.getAttachment(USED) != null) {
      return false;
    }
    connection.putAttachment(USED, Boolean.TRUE);
    return true;
  }

  /** The timer of the thread that an exchange belongs to. */
  DelayTimer timer(HttpServerExchange exchange) {
    return timers.computeIfAbsent(
        exchange.getIoThread(), thread -> new DelayTimer(thread, scheduler));
  }

  /** Forgets the requests that wait. */
  @Override
  public void close() {
    scheduler.shutdownNow();
    timers.values().forEach(DelayTimer::close);
  }
}
