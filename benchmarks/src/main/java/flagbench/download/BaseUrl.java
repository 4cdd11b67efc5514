package flagbench.download;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** How a server is named: {@code http://127.0.0.1:8001/flags}. */
public final class BaseUrl {
  private BaseUrl() {}

  /**
   * Reads a base URL, where a bare {@code http://host:port} means its {@code /flags}.
   *
   * @param names what else a server could have been called, for the message
   * @param allowRemote whether it may be another machine's, which downloads could harm
   * @throws IllegalArgumentException if it is none, or another machine's and nobody allowed that
   */
  public static URI parse(String text, String names, boolean allowRemote) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(unusable(text, names), e);
    }
    if (!"http".equals(url.getScheme())
        || url.getHost() == null
        || url.getQuery() != null
        || url.getFragment() != null) {
      throw new IllegalArgumentException(unusable(text, names));
    }
    String path = url.getRawPath().replaceFirst("/+$", "");
    if (!allowRemote && !isLoopback(url.getHost())) {
      throw new IllegalArgumentException(
          "server '%s' is not on this machine: --allow-remote, if it may be hammered"
              .formatted(text));
    }
    return url.resolve(path.isEmpty() ? "/flags" : path);
  }

  /**
   * Reads the URL of one file, {@code http} or {@code https}.
   *
   * @param allowRemote whether it may be on another machine
   * @throws IllegalArgumentException if it is none, or on another machine and nobody allowed that
   */
  public static URI parseFile(String text, boolean allowRemote) {
    URI url;
    try {
      url = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(noFile(text), e);
    }
    if (url.getScheme() == null
        || !url.getScheme().matches("https?")
        || url.getHost() == null
        || url.getPort() > 65535
        || url.getFragment() != null) {
      throw new IllegalArgumentException(noFile(text));
    }
    if (url.getUserInfo() != null) {
      throw new IllegalArgumentException("a URL that holds a user's name is not asked");
    }
    if (!allowRemote && !isLoopback(url.getHost())) {
      throw new IllegalArgumentException(
          "'%s' is not on this machine: --allow-remote, if its owner does not mind 50 requests"
              .formatted(text));
    }
    return url;
  }

  private static String noFile(String text) {
    return "'%s' is not like http://127.0.0.1:8001/flags/br/br.gif".formatted(text);
  }

  private static String unusable(String text, String names) {
    return "server '%s' is none of: %s, http://127.0.0.1:8001/flags".formatted(text, names);
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
