package flagbench.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import org.xnio.management.XnioServerMXBean;
import tools.jackson.databind.node.ObjectNode;

/** What the server tells about itself, to programs and to people. */
record Pages(EmulatedNetwork network) {

  /** {@code /}: the flags, the conditions, and statistics that the page keeps up to date. */
  void index(HttpServerExchange exchange) throws IOException {
    byte[] page = FlagSet.read("index.html");
    send(exchange, "text/html; charset=utf-8", new String(page, StandardCharsets.UTF_8));
  }

  /** {@code /conditions}. */
  void conditions(HttpServerExchange exchange) {
    send(exchange, "application/json", network.conditions.toJson());
  }

  /**
   * {@code /stats}. {@code DELETE /stats} starts statistics and draws anew, {@code DELETE
   * /stats?seed=7} likewise and with another seed, and {@code DELETE /stats?draws=keep} starts only
   * the statistics anew.
   */
  void statistics(HttpServerExchange exchange) {
    if (exchange.getRequestMethod().equals(Methods.DELETE)) {
      exchange.setStatusCode(delete(exchange.getQueryParameters())).endExchange();
      return;
    }
    Set<XnioServerMXBean> listeners =
        exchange.getConnection().getWorker().getMXBean().getServerMXBeans();
    ObjectNode node = network.statistics.toJson();
    node.put("queued", network.admission.queued());
    node.withObject("connections")
        .put("open", listeners.stream().mapToInt(XnioServerMXBean::getConnectionCount).sum());
    send(exchange, "application/json", node.toString());
  }

  private int delete(Map<String, Deque<String>> query) {
    if (query.containsKey("draws")) {
      network.statistics.reset();
      return StatusCodes.NO_CONTENT;
    }
    try {
      if (query.containsKey("seed")) {
        long seed = Long.parseLong(query.get("seed").getFirst());
        network.conditions = network.conditions.withSeed(seed);
      }
    } catch (NumberFormatException e) {
      return StatusCodes.BAD_REQUEST;
    }
    network.reset();
    return StatusCodes.NO_CONTENT;
  }

  private static void send(HttpServerExchange exchange, String type, String body) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseSender().send(body);
  }
}
