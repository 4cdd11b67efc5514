package flagbench.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETag;
import io.undertow.util.ETagUtils;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** A flag as an HTTP resource: its body, its content type and its entity tag. */
final class FlagFile {
  private static final ByteBuffer NO_BODY = ByteBuffer.allocate(0);

  private final ByteBuffer gif;
  private final ETag etag;

  FlagFile(ByteBuffer gif) {
    this.gif = gif;
    var checksum = new CRC32();
    checksum.update(gif.duplicate());
    etag = new ETag(false, Long.toHexString(checksum.getValue()));
  }

  /**
   * Sets the status and the headers of a response, and returns its body. The body is empty if the
   * method is {@code HEAD}, or if {@code If-Match} or {@code If-None-Match} demand it.
   */
  ByteBuffer respond(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.ETAG, etag.toString());
    if (!ETagUtils.handleIfMatch(exchange, etag, false)) {
      exchange.setStatusCode(StatusCodes.PRECONDITION_FAILED);
      return NO_BODY;
    }
    // "*" matches any file that exists. Undertow does not know that this one does.
    if ("*".equals(exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH))
        || !ETagUtils.handleIfNoneMatch(exchange, etag, true)) {
      exchange.setStatusCode(StatusCodes.NOT_MODIFIED);
      return NO_BODY;
    }
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "image/gif");
    exchange.setResponseContentLength(gif.limit());
    return exchange.getRequestMethod().equals(Methods.HEAD) ? NO_BODY : gif.duplicate();
  }
}
