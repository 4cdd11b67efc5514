package flagbench.download;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Reads URLs that a user gives, and refuses those of other machines unless the user allows it. */
public final class BaseUrl {
  private BaseUrl() {}

  /**
   * Reads the base URL of a server, such as {@code http://127.0.0.1:8001/flags}. A URL without a
   * path, such as {@code http://127.0.0.1:8001}, means the server's {@code /flags}.
   *
   * @param names the other values that the user could have given, for the message
   * @param allowRemote whether the server may be on another machine, which downloads may overload
   * @throws IllegalArgumentException if it is not such a URL, or is on another machine although
   *     that is not allowed
   */
  public static URI parse(String text, String names, boolean allowRemote) {
    String usage = "server '%s' is none of: %s, http://127.0.0.1:8001/flags".formatted(text, names);
    URI url = parse(text, "http", usage);
    require(url.getQuery() == null, usage);
    require(
        allowRemote || isLoopback(url.getHost()),
        "server '%s' is not on this machine: add --allow-remote if you may load it"
            .formatted(text));
    String base = text.replaceFirst("/+$", "");
    return URI.create(url.getRawPath().matches("/*") ? base + "/flags" : base);
  }

  /**
   * Reads the URL of one file, {@code http} or {@code https}.
   *
   * @param allowRemote whether the file may be on another machine
   * @throws IllegalArgumentException if it is not such a URL, or is on another machine although
   *     that is not allowed
   */
  public static URI parseFile(String text, boolean allowRemote) {
    String usage = "'%s' is not like http://127.0.0.1:8001/flags/br/br.gif".formatted(text);
    URI url = parse(text, "https?", usage);
    require(url.getUserInfo() == null, "the URL must not hold a user's name or password");
    require(
        allowRemote || isLoopback(url.getHost()),
        "'%s' is not on this machine: add --allow-remote if its owner does not mind 50 requests"
            .formatted(text));
    return url;
  }

  private static URI parse(String text, String scheme, String usage) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(usage, e);
    }
    require(
        String.valueOf(url.getScheme()).matches(scheme)
            && url.getHost() != null
            && url.getPort() <= 65535
            && url.getFragment() == null,
        usage);
    return url;
  }

  private static void require(boolean isRight, String message) {
    if (!isRight) {
      throw new IllegalArgumentException(message);
    }
  }

  private static boolean isLoopback(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || address.isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
