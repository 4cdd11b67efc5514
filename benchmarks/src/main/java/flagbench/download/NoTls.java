package flagbench.download;

import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * No TLS at all. Flags come over clear text; yet without a context of its own {@code java.net.http}
 * takes the default one, and loading that and its trust store is most of opening a client.
 */
final class NoTls extends SSLContext {

  NoTls() {
    super(new Spi(), null, "none");
  }

  private static final class Spi extends SSLContextSpi {
    private static UnsupportedOperationException clearTextOnly() {
      return new UnsupportedOperationException("clear text only");
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random) {}

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      throw clearTextOnly();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw clearTextOnly();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      throw clearTextOnly();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      throw clearTextOnly();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      throw clearTextOnly();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      throw clearTextOnly();
    }
  }
}
