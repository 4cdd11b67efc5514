package flagbench.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** A flag as HTTP sees it: a body, its type and its validator. */
final class FlagFile {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final ByteBuffer gif;
  private final ETag etag;
  private final String etagHeader;

  FlagFile(ByteBuffer gif) {
    this.gif = gif;
    var checksum = new CRC32();
    checksum.update(gif.duplicate());
    etag = new ETag(false, Long.toHexString(checksum.getValue()));
    etagHeader = etag.toString();
  }

  /**
   * Sets status and headers, and says which body goes with them: none for {@code HEAD}, and where
   * {@code If-Match} or {@code If-None-Match} decide so.
   */
  ByteBuffer respond(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.ETAG, etagHeader);
    if (!ETagUtils.handleIfMatch(exchange, etag, false)) {
      exchange.setStatusCode(StatusCodes.PRECONDITION_FAILED);
      return NOTHING;
    }
    // Undertow cannot know that there is something for "*" to match.
    if ("*".equals(exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH))
        || !ETagUtils.handleIfNoneMatch(exchange, etag, true)) {
      exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
      return NOTHING;
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "image/gif");
    exchange.setResponseContentLength(gif.limit());
    return exchange.getRequestMethod().equals(Methods.HEAD) ? NOTHING : gif.duplicate();
  }
}
